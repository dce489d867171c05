#include "app/demohub.h"

#include "app/disk/diskerror.h"
#include "app/localhub/demo/demoseed.h"
#include "app/samplecache.h"
#include "app/session/privatefile.h"

#include <QCoreApplication>
#include <QDir>
#include <QFuture>
#include <QProcess>
#include <QPromise>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace {

constexpr auto kDemoFolder = "hubnaut-demo-"_L1;
constexpr auto kDemoLock = "in-use.lock";

// By handle: what is a link is removed, not followed.
void removeBelow(const Directory &folder)
{
    for (const QByteArray &name : folder.names().value_or(QList<QByteArray>())) {
        if (folder.remove(name))
            continue;
        if (const auto below = folder.child(name))
            removeBelow(*below);
        (void)folder.removeFolder(name);
    }
}

// What demos that were killed have left: nobody holds their locks any more.
void removeDeadDemos(const QString &own)
{
    const uint owner = QFileInfo(own).ownerId();
    const QString temporary = QFileInfo(own).path();
    const auto all = Directory::open(temporary);
    const auto others = QDir(temporary).entryInfoList({kDemoFolder + u'*'}, QDir::Dirs);
    for (const QFileInfo &other : others) {
        const QByteArray name = QFile::encodeName(other.fileName());
        const auto folder = all ? all->child(name) : std::unexpected(all.error());
        if (other.ownerId() != owner || !folder || !folder->exists(kDemoLock))
            continue;
        if (FileLock::tryLock(*folder, kDemoLock).state() == FileLock::State::Held) {
            removeBelow(*folder);
            (void)all->removeFolder(name);
        }
    }
}

} // namespace

DemoHub::DemoHub()
    : m_folder(QDir::tempPath() + u'/' + kDemoFolder + "XXXXXX"_L1)
{ }

QString DemoHub::lock()
{
    const auto refused = [](const QString &reason) {
        return QCoreApplication::translate(
                   "DemoHub", "The demo needs room in the folder for temporary files: %1")
            .arg(reason);
    };
    if (!m_folder.isValid())
        return refused(m_folder.errorString());
    const auto folder = Directory::open(m_folder.path());
    if (!folder)
        return refused(diskError(folder.error(), m_folder.path()).detail);
    m_lock = FileLock::tryLock(*folder, kDemoLock);
    if (m_lock.state() == FileLock::State::Busy)
        return QCoreApplication::translate(
                   "DemoHub", "Another program uses the demo's folder %1. Start the demo again.")
            .arg(m_folder.path());
    return {};
}

bool DemoHub::start(QString *error)
{
    if (*error = lock(); !error->isEmpty())
        return false;
    QThreadPool::globalInstance()->start([own = m_folder.path()] { removeDeadDemos(own); });
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString reason;
    if (m_hub->start(&reason))
        reason = seedDemo(m_hub->store(), QDateTime::currentDateTimeUtc());
    if (reason.isEmpty())
        reason = PrivateFile::replace(m_folder.filePath(u"huggingface/token"_s), token().toLatin1())
                     .error_or(QString());
    if (!reason.isEmpty()) {
        *error = QCoreApplication::translate("DemoHub",
                                             "The demo cannot be served on this computer: %1")
                     .arg(reason);
        return false;
    }
    return true;
}

QProcessEnvironment DemoHub::variablesOfFile() const
{
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    variables.insert(u"HF_HOME"_s, m_folder.filePath(u"huggingface"_s));
    return variables;
}

QProcessEnvironment DemoHub::variables() const
{
    QProcessEnvironment variables = variablesOfFile();
    variables.insert(u"HF_TOKEN"_s, token());
    return variables;
}

void DemoHub::fillCache(QObject *context, const std::function<void()> &then)
{
    const QString home = m_folder.filePath(u"huggingface"_s);
    auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    promise->future().then(context, then);
    m_filling = std::jthread([home, promise] {
        makeSampleCache(home + "/hub"_L1, home + "/xet"_L1);
        promise->finish();
    });
}

// The real variables stay with this process.
bool DemoHub::openProgram()
{
    return QProcess::startDetached(QCoreApplication::applicationFilePath(), {u"--demo"_s});
}

QString DemoHub::token()
{
    return QString::fromLatin1(LocalHub::Options().adminToken);
}

QString DemoHub::settingsFile() const
{
    return m_folder.filePath(u"settings.ini"_s);
}
