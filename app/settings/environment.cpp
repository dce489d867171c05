#include "app/settings/environment.h"

#include "app/net/endpoint.h"

#include <QCoreApplication>
#include <QDir>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QString environmentNotice(const char *text)
{
    return QCoreApplication::translate("Environment", text);
}

// Reads variables the way the Python client does, once, and remembers which one spoke.
class VariableReader final
{
public:
    VariableReader(const QProcessEnvironment &variables, const QString &home, QStringList &notices)
        : m_variables(variables)
        , m_home(home)
        , m_notices(notices)
    { }

    // The first variable of the list that is set and not empty.
    Environment::Value first(const QStringList &names) const
    {
        for (const QString &name : names)
            if (const QString value = m_variables.value(name).trimmed(); !value.isEmpty())
                return {.variable = name, .value = value};
        return {};
    }

    bool flag(const QString &name) const
    {
        const QString value = m_variables.value(name).trimmed().toUpper();
        return value == "1"_L1 || value == "ON"_L1 || value == "YES"_L1 || value == "TRUE"_L1;
    }

    Environment::Value folder(const QStringList &names, const QString &otherwise) const
    {
        Environment::Value value = first(names);
        if (value.value.contains(QChar(0))) {
            m_notices << environmentNotice(
                             QT_TRANSLATE_NOOP("Environment", "%1 is not a path and was ignored."))
                             .arg(value.variable);
            value = {};
        }
        value.value = absolute(value.value.isEmpty() ? otherwise : expanded(value.value));
        return value;
    }

    int seconds(const QString &name, int otherwise) const
    {
        constexpr int kLongest = 600; // more is a hang to whoever waits
        const Environment::Value value = first({name});
        if (value.value.isEmpty())
            return otherwise;
        bool ok = false;
        const int given = value.value.toInt(&ok);
        const int used = ok ? qBound(1, given, kLongest) : otherwise;
        if (!ok || used != given)
            m_notices << environmentNotice(
                             QT_TRANSLATE_NOOP("Environment",
                                               "%1 must be 1 to 600 seconds; %2 is used."))
                             .arg(name)
                             .arg(used);
        return used;
    }

    // "~", "$NAME" and "${NAME}"; a variable that is not set stays as it is written.
    QString expanded(QString path) const
    {
        if (path == "~"_L1 || path.startsWith("~/"_L1))
            path.replace(0, 1, m_home);
        static const QRegularExpression variable(u"\\$(?:\\{(\\w+)\\}|(\\w+))"_s);
        QString result;
        qsizetype done = 0;
        for (const auto &match : variable.globalMatch(path)) {
            const QString name = match.captured(1) + match.captured(2);
            result += QStringView(path).sliced(done, match.capturedStart() - done);
            result += m_variables.value(name, match.captured());
            done = match.capturedEnd();
        }
        result += QStringView(path).sliced(done);
        return result;
    }

    static QString absolute(const QString &path)
    {
        return QDir::cleanPath(QDir::current().absoluteFilePath(path));
    }

private:
    const QProcessEnvironment &m_variables;
    const QString m_home;
    QStringList &m_notices;
};

Environment::Value endpointOf(const VariableReader &read, QStringList &notices)
{
    const bool staging = read.flag(u"HUGGINGFACE_CO_STAGING"_s);
    const QString otherwise = staging ? u"https://hub-ci.huggingface.co"_s : publicHub().toString();
    Environment::Value value = read.first({u"HF_ENDPOINT"_s});
    if (!value.value.isEmpty()) {
        const auto url = normalisedEndpoint(value.value);
        if (url) {
            value.value = url->toString(QUrl::FullyEncoded);
            return value;
        }
        notices << environmentNotice(
                       QT_TRANSLATE_NOOP("Environment", "HF_ENDPOINT was ignored. %1"))
                       .arg(url.error());
    }
    return {.variable = staging ? u"HUGGINGFACE_CO_STAGING"_s : QString(), .value = otherwise};
}

Environment::Value tokenOf(const VariableReader &read, QStringList &notices)
{
    Environment::Value value = read.first({u"HF_TOKEN"_s, u"HUGGING_FACE_HUB_TOKEN"_s});
    // A line break would end the header that carries it.
    if (std::ranges::any_of(value.value,
                            [](QChar c) { return c.unicode() <= 0x20 || c.unicode() >= 0x7f; })) {
        notices << environmentNotice(
                       QT_TRANSLATE_NOOP("Environment",
                                         "%1 holds characters that no token has and was ignored."))
                       .arg(value.variable);
        return {};
    }
    return value;
}

} // namespace

Environment Environment::read(const QProcessEnvironment &variables, const QString &homeFolder)
{
    Environment e;
    const VariableReader read(variables, homeFolder, e.notices);
    e.endpoint = endpointOf(read, e.notices);
    const QString cacheHome = read.folder({u"XDG_CACHE_HOME"_s}, homeFolder + "/.cache"_L1).value;
    e.home = read.folder({u"HF_HOME"_s}, cacheHome + "/huggingface"_L1);
    const QString &home = e.home.value;
    e.hubCache = read.folder({u"HF_HUB_CACHE"_s, u"HUGGINGFACE_HUB_CACHE"_s}, home + "/hub"_L1);
    e.assetsCache
        = read.folder({u"HF_ASSETS_CACHE"_s, u"HUGGINGFACE_ASSETS_CACHE"_s}, home + "/assets"_L1);
    e.xetCache = read.folder({u"HF_XET_CACHE"_s}, home + "/xet"_L1);
    e.tokenPath = read.folder({u"HF_TOKEN_PATH"_s}, home + "/token"_L1);
    e.token = tokenOf(read, e.notices);
    for (const QString &name : {u"HF_HUB_OFFLINE"_s, u"TRANSFORMERS_OFFLINE"_s}) {
        if (!e.offline && read.flag(name)) {
            e.offline = true;
            e.offlineVariable = name;
        }
    }
    e.implicitToken = !read.flag(u"HF_HUB_DISABLE_IMPLICIT_TOKEN"_s);
    e.symlinks = !read.flag(u"HF_HUB_DISABLE_SYMLINKS"_s);
    e.sharedBlobs
        = !read.flag(u"HF_HUB_DISABLE_SHARED_BLOBS"_s) && !read.flag(u"HF_HUB_DISABLE_XET"_s);
    e.etagTimeout = read.seconds(u"HF_HUB_ETAG_TIMEOUT"_s, e.etagTimeout);
    e.downloadTimeout = read.seconds(u"HF_HUB_DOWNLOAD_TIMEOUT"_s, e.downloadTimeout);
    return e;
}
