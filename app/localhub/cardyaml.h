#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

// The front matter of a README.md. Without any: no data and no error.
struct CardYaml
{
    QJsonObject data;
    QString error; // when there is some and it is not a YAML mapping
};
CardYaml readCardYaml(const QByteArray &readme);

// What the Hub objects to in it; repoType: "model", "dataset" or "space". Some of its rules.
QStringList cardErrors(const CardYaml &card, const QString &repoType);
