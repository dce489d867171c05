#include "ui/settings/cachefolderfield.h"

#include "app/disk/background.h"
#include "app/settings/environment.h"
#include "app/settings/settings.h"
#include "app/text/safetext.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/filequestion.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPushButton>
#include <QTemporaryFile>

using namespace Qt::StringLiterals;

namespace {

// Permissions do not tell: the disk may be mounted for reading only, or be full.
bool takesFiles(const QString &folder)
{
    QTemporaryFile probe(folder + u"/.hubnaut-XXXXXX"_s);
    return probe.open();
}

} // namespace

CacheFolderField::CacheFolderField(Settings &settings, const Environment &environment,
                                   QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_environment(environment)
    , m_folder(new ElidedLabel({}, Qt::ElideMiddle))
    , m_standard(new QPushButton(tr("Standard")))
{
    m_folder->setCaption(tr("Cache folder"));
    auto *chooseButton = new QPushButton(tr("Choose…"));
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_folder, 1);
    line->addWidget(m_standard);
    line->addWidget(chooseButton);
    chooseButton->setEnabled(environment.hubCache.variable.isEmpty());
    showFolder();
    connect(chooseButton, &QPushButton::clicked, this, &CacheFolderField::choose);
    connect(m_standard, &QPushButton::clicked, this, [this] { take({}); });
}

void CacheFolderField::choose()
{
    askForFolder(
        this, tr("Cache folder"), [this](const QString &folder) { tryFolder(folder); },
        m_folder->text());
}

// The folder may lie on a disk that is asleep, or on another computer that does not answer.
void CacheFolderField::tryFolder(const QString &folder)
{
    m_tried = folder;
    onOwnThread([folder] { return takesFiles(folder); }).then(this, [this, folder](bool takes) {
        if (m_tried != folder)
            return; // another one was chosen meanwhile
        if (takes)
            return take(folder);
        m_tried.clear();
        const QString why = tr("%1 cannot be written to, so downloads go on to where they went. "
                               "Choose another folder, or allow yourself to write there.")
                                .arg(SafeText::isolated(folder));
        QAccessibleAnnouncementEvent heard(this, why);
        QAccessible::updateAccessibility(&heard);
        emit refused(why);
    });
}

void CacheFolderField::take(const QString &folder)
{
    m_tried.clear();
    m_settings.setCacheFolder(folder);
    showFolder();
    emit taken();
}

void CacheFolderField::showFolder()
{
    const bool fixed = !m_environment.hubCache.variable.isEmpty();
    const QString chosen = fixed ? QString() : m_settings.cacheFolder();
    m_folder->setText(chosen.isEmpty() ? m_environment.hubCache.value : chosen);
    m_standard->setEnabled(!chosen.isEmpty());
}
