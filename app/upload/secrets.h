#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

// What somebody who uploads a folder may not want others to see. Only told where it is: the text
// itself is kept nowhere.
namespace Secrets {

enum class Kind : quint8 {
    HubToken,
    OpenAiKey,
    AwsKey,
    GitHubToken,
    SlackToken,
    GoogleKey,
    PrivateKey
};

struct Found
{
    Kind kind = Kind::HubToken;
    int line = 1;

    bool operator==(const Found &) const = default;
};

constexpr qint64 kMostText = 1 << 20; // bytes; keys are in small files

QString words(Kind kind); // "an access token of Hugging Face"; translated
bool isSecretName(QStringView path); // of a file that is made to keep one
// A whole file. Nothing when it is no text; twenty at most, in the order of their lines.
QList<Found> in(QByteArrayView content);

} // namespace Secrets
