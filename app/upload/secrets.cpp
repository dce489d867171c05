#include "app/upload/secrets.h"

#include "app/text/wildcard.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Secrets {

namespace {

constexpr qsizetype kMostFound = 20; // who sees so many looks at the file

struct SecretWords
{
    Q_DECLARE_TR_FUNCTIONS(Secrets)
};

// How a key begins and how many characters follow, at least. Sources: the services' own words on
// their keys, and what GitHub's secret scanning knows.
struct KeyForm
{
    QByteArrayView begin;
    Kind kind = Kind::HubToken;
    qsizetype least = 0;
    bool hasMarks = false; // "-" and "_" among them, too
};

constexpr std::array kForms{KeyForm{"hf_", Kind::HubToken, 30},
                            KeyForm{"api_org_", Kind::HubToken, 30},
                            KeyForm{"sk-", Kind::OpenAiKey, 20, true},
                            KeyForm{"AKIA", Kind::AwsKey, 16},
                            KeyForm{"ASIA", Kind::AwsKey, 16},
                            KeyForm{"ghp_", Kind::GitHubToken, 36},
                            KeyForm{"gho_", Kind::GitHubToken, 36},
                            KeyForm{"ghu_", Kind::GitHubToken, 36},
                            KeyForm{"ghs_", Kind::GitHubToken, 36},
                            KeyForm{"ghr_", Kind::GitHubToken, 36},
                            KeyForm{"github_pat_", Kind::GitHubToken, 40, true},
                            KeyForm{"xoxb-", Kind::SlackToken, 20, true},
                            KeyForm{"xoxp-", Kind::SlackToken, 20, true},
                            KeyForm{"AIza", Kind::GoogleKey, 35, true}};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isKeyLetter(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Examples in documents are "hf_xxxx...", "sk-your-key-goes-here": few letters, or no digit.
bool looksRandom(QByteArrayView key, const KeyForm &form)
{
    constexpr int kFewest = 8; // different characters
    std::array<bool, 256> seen{};
    for (const char c : key)
        seen[static_cast<uchar>(c)] = true;
    const bool isHub = form.kind == Kind::HubToken; // of letters only
    return std::ranges::count(seen, true) >= kFewest
        && (isHub || std::ranges::any_of(key, isDigit));
}

std::optional<Kind> keyAt(QByteArrayView text)
{
    for (const KeyForm &form : kForms) {
        if (!text.startsWith(form.begin))
            continue;
        const auto *from = text.begin() + form.begin.size();
        const auto *to = std::find_if_not(from, text.end(), [&form](char c) {
            return isKeyLetter(c) || (form.hasMarks && (c == '-' || c == '_'));
        });
        if (to - from >= form.least && looksRandom({from, to}, form))
            return form.kind;
    }
    return {};
}

// "-----BEGIN RSA PRIVATE KEY-----" and the like.
bool isPrivateKeyAt(QByteArrayView text)
{
    constexpr QByteArrayView kBegin = "-----BEGIN ";
    constexpr qsizetype kLongestName = 60;
    if (!text.startsWith(kBegin))
        return false;
    const QByteArrayView rest
        = text.sliced(kBegin.size()).first(std::min(kLongestName, text.size() - kBegin.size()));
    const qsizetype end = rest.indexOf("-----");
    return end >= 0 && rest.first(end).contains("PRIVATE KEY");
}

constexpr auto kMayBegin = [] {
    std::array<bool, 256> may{};
    may['-'] = true;
    for (const KeyForm &form : kForms)
        may[static_cast<uchar>(form.begin.front())] = true;
    return may;
}();

} // namespace

QString words(Kind kind)
{
    switch (kind) {
    case Kind::HubToken: return SecretWords::tr("an access token of Hugging Face");
    case Kind::OpenAiKey: return SecretWords::tr("a key of an AI service");
    case Kind::AwsKey: return SecretWords::tr("an access key of Amazon's cloud");
    case Kind::GitHubToken: return SecretWords::tr("an access token of GitHub");
    case Kind::SlackToken: return SecretWords::tr("an access token of Slack");
    case Kind::GoogleKey: return SecretWords::tr("a key of Google's cloud");
    case Kind::PrivateKey: return SecretWords::tr("a private key");
    }
    Q_UNREACHABLE_RETURN({});
}

bool isSecretName(QStringView path)
{
    static const QList<Wildcard> kNames = [] {
        QList<Wildcard> list;
        for (const QString &name : {u".env"_s,
                                    u".env.*"_s,
                                    u"*.env"_s,
                                    u"token"_s,
                                    u"*.token"_s,
                                    u"stored_tokens"_s,
                                    u".netrc"_s,
                                    u"_netrc"_s,
                                    u".git-credentials"_s,
                                    u".pypirc"_s,
                                    u".npmrc"_s,
                                    u"id_rsa"_s,
                                    u"id_dsa"_s,
                                    u"id_ecdsa"_s,
                                    u"id_ed25519"_s,
                                    u"*.pem"_s,
                                    u"*.key"_s,
                                    u"*.p12"_s,
                                    u"*.pfx"_s,
                                    u"*.ppk"_s,
                                    u"*.jks"_s,
                                    u"*.keystore"_s,
                                    u"*.kdbx"_s,
                                    u".htpasswd"_s,
                                    u"credentials.json"_s,
                                    u"service_account*.json"_s,
                                    u"secrets.toml"_s,
                                    u"secrets.y*ml"_s,
                                    u"secrets.json"_s,
                                    u"kubeconfig"_s})
            list << Wildcard(name);
        return list;
    }();
    static const QStringList kHarmless{u".env.example"_s, u".env.sample"_s, u".env.template"_s};
    const QString name = path.sliced(path.lastIndexOf(u'/') + 1).toString().toLower();
    const QList<uint> prepared = Wildcard::prepared(name);
    const bool isInside = path.contains(u".aws/credentials") || path.contains(u".ssh/");
    return isInside
        || (!kHarmless.contains(name)
            && std::ranges::any_of(
                kNames, [&prepared](const Wildcard &each) { return each.matches(prepared); }));
}

QList<Found> in(QByteArrayView content)
{
    QList<Found> found;
    if (content.size() > kMostText || content.contains('\0'))
        return found;
    int line = 1;
    char before = '\n';
    for (qsizetype i = 0; i < content.size() && found.size() < kMostFound; ++i) {
        const char c = content[i];
        const bool isWithin = isKeyLetter(before) || before == '_' || before == '-';
        if (kMayBegin[static_cast<uchar>(c)] && !isWithin) {
            const QByteArrayView rest = content.sliced(i);
            if (isPrivateKeyAt(rest))
                found << Found{Kind::PrivateKey, line};
            else if (const auto kind = keyAt(rest))
                found << Found{*kind, line};
        }
        line += c == '\n' ? 1 : 0;
        before = c;
    }
    return found;
}

} // namespace Secrets
