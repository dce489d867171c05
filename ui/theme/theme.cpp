#include "ui/theme/theme.h"

#include "ui/theme/style.h"
#include "ui/theme/type.h"

#include <QApplication>
#include <QEvent>
#include <QLabel>
#include <QStyleHints>

namespace {

bool isDark(const QApplication &app, Settings::Theme theme)
{
    switch (theme) {
    case Settings::Theme::System: return app.styleHints()->colorScheme() == Qt::ColorScheme::Dark;
    case Settings::Theme::Light: return false;
    case Settings::Theme::Dark: return true;
    }
    Q_UNREACHABLE_RETURN(false);
}

Qt::ColorScheme schemeOf(Settings::Theme theme)
{
    switch (theme) {
    case Settings::Theme::System: return Qt::ColorScheme::Unknown;
    case Settings::Theme::Light: return Qt::ColorScheme::Light;
    case Settings::Theme::Dark: return Qt::ColorScheme::Dark;
    }
    Q_UNREACHABLE_RETURN(Qt::ColorScheme::Unknown);
}

class LabelTone final : public QObject
{
public:
    LabelTone(QLabel *label, Tone tone)
        : QObject(label)
        , m_label(label)
    {
        label->installEventFilter(this);
        change(tone);
    }

    void change(Tone tone)
    {
        m_tone = tone;
        const QColor colour = Tokens::of(QApplication::palette()).*tone;
        if (m_label->palette().color(QPalette::WindowText) == colour)
            return; // setPalette brings us here again
        QPalette palette;
        palette.setColor(QPalette::WindowText, colour);
        palette.setColor(QPalette::Text, colour); // what a label on a base background writes with
        m_label->setPalette(palette);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::PaletteChange)
            change(m_tone);
        return QObject::eventFilter(watched, event);
    }

private:
    QLabel *m_label;
    Tone m_tone = &Tokens::text;
};

LabelTone *toneOf(const QLabel *label)
{
    for (QObject *child : label->children()) {
        if (auto *tone = dynamic_cast<LabelTone *>(child))
            return tone;
    }
    return nullptr;
}

} // namespace

void applyTheme(QApplication &app, Settings::Theme theme)
{
    if (!qobject_cast<Style *>(app.style())) {
        app.setStyle(new Style); // the application owns it
        app.setFont(type::applicationFont());
        app.setFont(type::font(type::Scale::Secondary), "QToolTip");
        app.setFont(type::font(type::Scale::Secondary), "QHeaderView");
        app.setFont(type::font(type::Scale::Secondary), "QStatusBar");
    }
    // Native dialogs, the title bar and other toolkits' parts follow this and not the palette.
    app.styleHints()->setColorScheme(schemeOf(theme));
    const Tokens &tokens = isDark(app, theme) ? Tokens::darkTable() : Tokens::light();
    if (Tokens::of(app.palette()).dark != tokens.dark
        || app.palette().window() != tokens.palette().window())
        app.setPalette(tokens.palette());
}

void followTheme(QApplication &app, const Settings &settings)
{
    applyTheme(app, settings.theme());
    QObject::connect(&settings, &Settings::changed, &app, [&app, &settings](Settings::Key key) {
        if (key == Settings::Key::Theme)
            applyTheme(app, settings.theme());
    });
    // settings as the sender's twin: the desktop's signal must not outlive them.
    QObject::connect(app.styleHints(), &QStyleHints::colorSchemeChanged, &settings,
                     [&app, &settings] { applyTheme(app, settings.theme()); });
}

void setTone(QLabel *label, Tone tone)
{
    if (LabelTone *existing = toneOf(label))
        existing->change(tone);
    else
        new LabelTone(label, tone);
}
