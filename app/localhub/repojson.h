#pragma once

#include "app/localhub/localstore.h"

// What the Hub says about a repository and its files, as JSON. Sources: hub-api 4, 5, 6.

QStringList allTags(const LocalRepo &repo); // given ones and those that follow from the card
QJsonObject repoProperties(const LocalRepo &repo, const QByteArray &commit); // every property
QStringList expandable(RepoKind kind); // what expand= may name
// The keys that are answered without expand.
QStringList infoKeys(RepoKind kind);
QStringList listKeys(RepoKind kind, bool full, bool config, bool cardData);
QJsonObject pick(const QJsonObject &from, const QStringList &keys); // and always _id and id

QJsonArray siblings(const LocalTree &tree, bool blobs);
QJsonObject treeFile(const QString &path, const StoredFile &file);
QJsonObject runtimeJson(const LocalRepo &repo);
