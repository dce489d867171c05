#include "ui/transfers/limittools.h"

#include "app/settings/settings.h"
#include "ui/theme/icon.h"
#include "ui/transfers/limitmenu.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace {

QPushButton *menuButton(const QString &iconName, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setIcon(icon(iconName));
    auto *menu = new QMenu(button);
    button->setMenu(menu);
    return button;
}

} // namespace

LimitTools::LimitTools(Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_speed(menuButton(u"speed"_s, this))
    , m_files(menuButton(u"file"_s, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_speed);
    row->addWidget(m_files);
    connect(m_speed->menu(), &QMenu::aboutToShow, this, &LimitTools::fillSpeedMenu);
    connect(m_files->menu(), &QMenu::aboutToShow, this, &LimitTools::fillFilesMenu);
    connect(&m_settings, &Settings::changed, this, &LimitTools::render);
    render();
}

void LimitTools::fillSpeedMenu()
{
    m_speed->menu()->clear();
    fillLimitMenu(m_speed->menu(), window(), m_settings.downloadLimit(),
                  [this](qint64 limit) { m_settings.setDownloadLimit(limit); });
}

void LimitTools::fillFilesMenu()
{
    QMenu *menu = m_files->menu();
    menu->clear();
    auto *group = new QActionGroup(menu);
    QList<int> counts{1, 2, 4, 6, 8, 12, 16, 32};
    if (const int now = m_settings.filesAtOnce(); !counts.contains(now))
        counts.insert(std::ranges::upper_bound(counts, now) - counts.begin(), now);
    for (const int count : std::as_const(counts)) {
        QAction *action = menu->addAction(QString::number(count));
        action->setCheckable(true);
        action->setChecked(count == m_settings.filesAtOnce());
        group->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, count] { m_settings.setFilesAtOnce(count); });
    }
}

void LimitTools::render()
{
    m_speed->setText(tr("Speed: %1").arg(limitText(m_settings.downloadLimit())));
    m_files->setText(tr("Files at once: %1").arg(m_settings.filesAtOnce()));
    m_speed->setAccessibleName(m_speed->text());
    m_files->setAccessibleName(m_files->text());
}
