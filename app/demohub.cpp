#include "app/demohub.h"

#include "app/localhub/demo/demoseed.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

DemoHub::DemoHub() = default;
DemoHub::~DemoHub() = default;

bool DemoHub::start(QString *error)
{
    if (!m_folder.isValid()) {
        *error = QCoreApplication::translate(
                     "DemoHub", "The demo needs room in the folder for temporary files: %1")
                     .arg(m_folder.errorString());
        return false;
    }
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString reason;
    if (m_hub->start(&reason))
        reason = seedDemo(m_hub->store(), QDateTime::currentDateTimeUtc());
    if (!reason.isEmpty()) {
        *error = QCoreApplication::translate("DemoHub",
                                             "The demo cannot be served on this computer: %1")
                     .arg(reason);
        return false;
    }
    return true;
}

QProcessEnvironment DemoHub::variables() const
{
    QProcessEnvironment variables;
    variables.insert(u"HF_ENDPOINT"_s, m_hub->url().toString());
    variables.insert(u"HF_HOME"_s, m_folder.filePath(u"huggingface"_s));
    variables.insert(u"HF_TOKEN"_s, QString::fromLatin1(LocalHub::Options().adminToken));
    return variables;
}

QString DemoHub::settingsFile() const
{
    return m_folder.filePath(u"settings.ini"_s);
}
