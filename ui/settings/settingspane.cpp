#include "ui/settings/settingspane.h"

#include "app/net/httplog.h"
#include "app/session/session.h"
#include "app/settings/environment.h"
#include "app/settings/settings.h"
#include "ui/account/accountpanel.h"
#include "ui/settings/cachefolderfield.h"
#include "ui/settings/formpanel.h"
#include "ui/settings/transfersettings.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <functional>

namespace {

constexpr int kSettingsColumn = 720; // a line of a note stays readable

QString decidedBy(const Environment::Value &value)
{
    return value.variable.isEmpty() ? QString()
                                    : SettingsPane::tr("Set by %1.").arg(value.variable);
}

// text: asked for when the button is pressed.
void addCopyRow(FormPanel *panel, const QString &label, const QString &words, const QString &note,
                std::function<QString()> text)
{
    auto *copy = new QPushButton(words);
    copy->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    panel->addRow(label, copy, note);
    QObject::connect(copy, &QPushButton::clicked, panel,
                     [text = std::move(text)] { QGuiApplication::clipboard()->setText(text()); });
}

} // namespace

SettingsPane::SettingsPane(Settings &settings, const Environment &environment, Session &session,
                           const HttpLog &log, bool isDemo, QString offlineSource, QWidget *parent)
    : QScrollArea(parent)
    , m_settings(settings)
    , m_environment(environment)
    , m_log(log)
    , m_isDemo(isDemo)
    , m_offlineSource(std::move(offlineSource))
    , m_account(new AccountPanel(session))
{
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Settings"));
    setWidgetResizable(true);
    auto *page = new QWidget;
    auto *heading = plainLabel(tr("Settings"));
    heading->setFont(type::font(type::Scale::Title));
    auto *account = new FormPanel(tr("Account"));
    account->addWide(m_account);

    auto *column = new QVBoxLayout;
    column->setSpacing(16);
    for (QWidget *part :
         {static_cast<QWidget *>(heading), static_cast<QWidget *>(account), hubPanel(),
          downloadPanel(), static_cast<QWidget *>(new TransferSettings(m_settings)), lookPanel(),
          environmentPanel()})
        column->addWidget(part);
    column->addStretch();
    auto *centred = new QHBoxLayout(page);
    centred->setContentsMargins(metrics::kPagePadding, metrics::kPagePadding, metrics::kPagePadding,
                                metrics::kPagePadding);
    auto *holder = new QWidget;
    holder->setMaximumWidth(kSettingsColumn);
    holder->setLayout(column);
    column->setContentsMargins(0, 0, 0, 0);
    centred->addWidget(holder, 1);
    centred->addStretch();
    setWidget(page);
    if (isDemo)
        m_account->setDemo();
    connect(m_account, &AccountPanel::tokenPageWanted, this, &SettingsPane::tokenPageWanted);
}

QWidget *SettingsPane::hubPanel()
{
    auto *panel = new FormPanel(tr("Hub"));
    auto *endpoint = new QLineEdit(m_settings.endpoint());
    endpoint->setPlaceholderText(m_environment.endpoint.value);
    const bool fixed = !m_environment.endpoint.variable.isEmpty();
    endpoint->setEnabled(!fixed);
    if (fixed)
        endpoint->setText(m_environment.endpoint.value);
    panel->addRow(
        tr("Endpoint"), endpoint,
        fixed ? decidedBy(m_environment.endpoint) + u' '
                + tr("The stored token is sent to it, as Python does.")
              : tr("Leave empty for the public Hub. Open repositories are asked for again. Your "
                   "token is not sent to another Hub: sign in there with one of its own."));
    connect(endpoint, &QLineEdit::editingFinished, this,
            [this, endpoint] { m_settings.setEndpoint(endpoint->text().trimmed()); });

    auto *offline = new QCheckBox(tr("Work offline"));
    offline->setChecked(!m_offlineSource.isEmpty() || m_settings.offline());
    offline->setEnabled(m_offlineSource.isEmpty());
    panel->addRow(
        tr("Network"), offline,
        m_offlineSource.isEmpty()
            ? tr("Nothing is sent; what is in the cache stays usable.")
            : tr("Set by %1. Start Hubnaut without it to ask the Hub.").arg(m_offlineSource));
    connect(offline, &QCheckBox::toggled, this, [this](bool on) { m_settings.setOffline(on); });
    connect(&m_settings, &Settings::changed, offline, [this, offline](Settings::Key key) {
        if (key == Settings::Key::Offline) // also from the window's menu
            offline->setChecked(!m_offlineSource.isEmpty() || m_settings.offline());
    });
    if (m_isDemo)
        return panel;

    auto *demo = new QPushButton(tr("Look at the demo Hub"));
    demo->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    panel->addRow(tr("Demo"), demo,
                  tr("A small Hub served from this computer, with repositories to play with. "
                     "Nothing leaves the machine."));
    connect(demo, &QPushButton::clicked, this, &SettingsPane::demoWanted);
    return panel;
}

QWidget *SettingsPane::downloadPanel()
{
    auto *panel = new FormPanel(tr("Downloads"));
    auto *folder = new CacheFolderField(m_settings, m_environment);
    const QString words = m_environment.hubCache.variable.isEmpty()
        ? tr("Shared with Python. Another folder holds other downloads: nothing is moved.")
        : decidedBy(m_environment.hubCache);
    QLabel *note = panel->addRow(tr("Cache folder"), folder, words);
    connect(folder, &CacheFolderField::refused, note, [note](const QString &why) {
        note->setText(why);
        note->setForegroundRole(QPalette::WindowText); // the role that a tone colours
        setTone(note, &Tokens::danger);
    });
    connect(folder, &CacheFolderField::taken, note, [note, words] {
        note->setText(words);
        note->setForegroundRole(QPalette::PlaceholderText);
    });
    return panel;
}

QWidget *SettingsPane::lookPanel()
{
    auto *panel = new FormPanel(tr("Look"));
    auto *theme = new SegmentedControl({tr("As the desktop"), tr("Light"), tr("Dark")});
    theme->setCurrent(static_cast<int>(m_settings.theme()));
    theme->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    panel->addRow(tr("Theme"), theme);
    connect(theme, &SegmentedControl::currentChanged, this,
            [this](int index) { m_settings.setTheme(static_cast<Settings::Theme>(index)); });
    connect(&m_settings, &Settings::changed, theme, [this, theme](Settings::Key key) {
        if (key == Settings::Key::Theme) // also from the window's menu
            theme->setCurrent(static_cast<int>(m_settings.theme()));
    });
    return panel;
}

// The values as they are in force, for a bug report or a puzzled user. The token is only said to be
// there.
QWidget *SettingsPane::environmentPanel()
{
    auto *panel = new FormPanel(tr("Environment"));
    QStringList lines; // the same for the clipboard
    const auto add = [panel, &lines](const QString &label, const Environment::Value &value) {
        lines << (value.variable.isEmpty()
                      ? tr("%1: %2").arg(label, value.value)
                      : tr("%1: %2 (%3)").arg(label, value.value, value.variable));
        auto *text = new ElidedLabel(value.value, Qt::ElideMiddle);
        text->setFont(type::font(type::Scale::Mono));
        panel->addRow(label, text, decidedBy(value));
    };
    add(tr("Endpoint"), m_environment.endpoint);
    add(tr("Home"), m_environment.home);
    add(tr("Hub cache"), m_environment.hubCache);
    add(tr("Xet cache"), m_environment.xetCache);
    add(tr("Assets cache"), m_environment.assetsCache);
    add(tr("Token file"), m_environment.tokenPath);
    if (!m_environment.token.value.isEmpty())
        add(tr("Token"),
            {.variable = m_environment.token.variable, .value = tr("given, not shown")});
    m_notices = new QLabel;
    m_notices->setTextFormat(Qt::PlainText);
    m_notices->setWordWrap(true);
    panel->addWide(m_notices);
    showNotices();
    addCopyRow(panel, tr("Values"), tr("Copy as text"),
               tr("What stands above, without the token, for a bug report."),
               [this, lines] { return (lines + m_environment.notices).join(u'\n'); });
    addCopyRow(
        panel, tr("Requests"), tr("Copy the latest requests"),
        tr("Addresses and answers of the last requests, without the token, for a bug report."),
        [this] { return m_log.text(); });
    return panel;
}

void SettingsPane::showNotices()
{
    m_notices->setText(m_environment.notices.join(u'\n'));
    m_notices->setVisible(!m_environment.notices.isEmpty());
}
