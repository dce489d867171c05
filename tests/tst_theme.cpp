#include "ui/theme/icon.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;

namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &c)
{
    return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

// Source: WCAG 2.2, contrast ratio.
double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

struct NamedTone
{
    const char *name;
    Tone tone;
};

// The kinds' colours stand as icons on a selected row, never as text.
bool isKind(Tone tone)
{
    return tone == &Tokens::model || tone == &Tokens::dataset || tone == &Tokens::space;
}

int painted(const QImage &image, const QColor &colour)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            count += pixel.alpha() > 100 && std::abs(pixel.red() - colour.red()) < 12
                && std::abs(pixel.green() - colour.green()) < 12
                && std::abs(pixel.blue() - colour.blue()) < 12;
        }
    }
    return count;
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void textContrast_data();
    void textContrast();
    void iconsAreDrawn_data();
    void iconsAreDrawn();
    void iconsFollowThePalette();
    void labelToneFollowsThePalette();
    void fontsExist();
    void numbersAreAsWideAsEachOther();
    void primaryShowsItsFocus();
    void themeSwitches();
};

void TestTheme::textContrast_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");
    QTest::addColumn<double>("least");
    const NamedTone texts[] = {{"text", &Tokens::text},       {"secondary", &Tokens::secondary},
                               {"accent", &Tokens::accent},   {"good", &Tokens::good},
                               {"warning", &Tokens::warning}, {"danger", &Tokens::danger},
                               {"info", &Tokens::info},       {"model", &Tokens::model},
                               {"dataset", &Tokens::dataset}, {"space", &Tokens::space},
                               {"keyword", &Tokens::keyword}, {"string", &Tokens::string},
                               {"number", &Tokens::number},   {"type", &Tokens::type}};
    const NamedTone grounds[] = {{"window", &Tokens::window},
                                 {"surface", &Tokens::surface},
                                 {"sunken", &Tokens::sunken},
                                 {"tint", &Tokens::tint}};
    for (const Tokens *tokens : {&Tokens::light(), &Tokens::darkTable()}) {
        const char *theme = tokens->dark ? "dark" : "light";
        for (const NamedTone &text : texts) {
            for (const NamedTone &ground : grounds)
                QTest::addRow("%s %s on %s", theme, text.name, ground.name)
                    << tokens->*text.tone << tokens->*ground.tone
                    << (isKind(text.tone) && ground.tone == &Tokens::tint ? 3.0 : 4.5);
        }
        for (const NamedTone &ground :
             {NamedTone{"added", &Tokens::added}, NamedTone{"removed", &Tokens::removed},
              NamedTone{"added word", &Tokens::addedWord},
              NamedTone{"removed word", &Tokens::removedWord}})
            QTest::addRow("%s text on %s", theme, ground.name)
                << tokens->text << tokens->*ground.tone << 4.5;
        QTest::addRow("%s on accent", theme) << tokens->onAccent << tokens->accent << 4.5;
        QTest::addRow("%s tooltip", theme) << tokens->surface << tokens->text << 4.5;
        for (const NamedTone &ground : grounds) // outlines of boxes, focus rings
            QTest::addRow("%s accent mark on %s", theme, ground.name)
                << tokens->accent << tokens->*ground.tone << 3.0;
    }
}

void TestTheme::textContrast()
{
    QFETCH(QColor, text);
    QFETCH(QColor, ground);
    QFETCH(double, least);
    const double ratio = contrast(text, ground);
    QVERIFY2(ratio >= least, qPrintable(u"%1 is less than %2"_s.arg(ratio).arg(least)));
}

void TestTheme::iconsAreDrawn_data()
{
    QTest::addColumn<QString>("name");
    QVERIFY(iconNames().size() >= 60);
    for (const QString &name : iconNames())
        QTest::newRow(qPrintable(name)) << name;
}

void TestTheme::iconsAreDrawn()
{
    QFETCH(QString, name);
    for (const auto theme : {Settings::Theme::Light, Settings::Theme::Dark}) {
        applyTheme(*qApp, theme);
        const QColor colour = Tokens::of(QPalette(QGuiApplication::palette())).secondary;
        for (const int side : {16, 20, 24}) {
            for (const double ratio : {1.0, 1.5, 2.0}) {
                const QPixmap pixmap = icon(name).pixmap(QSize(side, side), ratio);
                QCOMPARE(pixmap.size(), (QSizeF(side, side) * ratio).toSize());
                const QImage image = pixmap.toImage().convertToFormat(QImage::Format_ARGB32);
                QVERIFY2(painted(image, colour) >= 2,
                         qPrintable(u"%1 at %2 x %3"_s.arg(name).arg(side).arg(ratio)));
                QCOMPARE(image.pixelColor(0, 0).alpha(), 0); // nothing is cut off at the corner
            }
        }
    }
}

void TestTheme::iconsFollowThePalette()
{
    const QIcon shown = icon(u"cube"_s, &Tokens::model);
    for (const auto theme : {Settings::Theme::Light, Settings::Theme::Dark}) {
        applyTheme(*qApp, theme);
        const Tokens &tokens
            = theme == Settings::Theme::Dark ? Tokens::darkTable() : Tokens::light();
        QVERIFY(painted(shown.pixmap(24, 24).toImage(), tokens.model) > 10);
        QVERIFY(painted(shown.pixmap(QSize(24, 24), QIcon::Disabled).toImage(), tokens.disabled)
                > 10);
        QVERIFY(
            painted(shown.pixmap(QSize(24, 24), QIcon::Normal, QIcon::On).toImage(), tokens.accent)
            > 10);
    }
}

void TestTheme::labelToneFollowsThePalette()
{
    applyTheme(*qApp, Settings::Theme::Light);
    QLabel label(u"warned"_s);
    setTone(&label, &Tokens::warning);
    QCOMPARE(label.palette().color(QPalette::WindowText), Tokens::light().warning);
    applyTheme(*qApp, Settings::Theme::Dark);
    QTRY_COMPARE(label.palette().color(QPalette::WindowText), Tokens::darkTable().warning);
    QWidget base; // a label inside writes with another colour of its palette
    base.setBackgroundRole(QPalette::Base);
    QLabel inside(&base);
    setTone(&inside, &Tokens::secondary);
    QCOMPARE(inside.palette().color(inside.foregroundRole()), Tokens::darkTable().secondary);
}

// Without any font the offscreen platform draws nothing and every picture is empty.
void TestTheme::fontsExist()
{
    applyTheme(*qApp, Settings::Theme::Light);
    QVERIFY(!QFontDatabase::families().isEmpty());
    QVERIFY(QFontInfo(type::font(type::Scale::Mono)).fixedPitch());
    QVERIFY(QFontMetrics(QApplication::font()).horizontalAdvance(u"Hubnaut"_s) > 20);
}

void TestTheme::numbersAreAsWideAsEachOther()
{
    applyTheme(*qApp, Settings::Theme::Light);
    for (const type::Scale scale :
         {type::Scale::Body, type::Scale::Secondary, type::Scale::Section}) {
        const QFontMetricsF metrics(type::tabular(type::font(scale)));
        QCOMPARE(metrics.horizontalAdvance(u"1111"_s), metrics.horizontalAdvance(u"8888"_s));
    }
}

// The accent's own ring would be lost on an accent ground.
void TestTheme::primaryShowsItsFocus()
{
    for (const auto theme : {Settings::Theme::Light, Settings::Theme::Dark}) {
        applyTheme(*qApp, theme);
        const Tokens &tokens
            = theme == Settings::Theme::Dark ? Tokens::darkTable() : Tokens::light();
        QWidget window;
        QPushButton other(&window);
        QPushButton button(&window);
        setButtonRole(&button, ButtonRole::Primary);
        button.resize(120, 32);
        window.show();
        window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const auto ring = [&] { // along the upper edge, past the corners
            return painted(button.grab(QRect(20, 0, 80, 8)).toImage(), tokens.onAccent);
        };
        other.setFocus();
        QCOMPARE(ring(), 0);
        QTest::keyClick(&other, Qt::Key_Tab);
        QVERIFY(button.hasFocus());
        QCOMPARE(ring(), 80 * metrics::kFocusRing);
    }
}

void TestTheme::themeSwitches()
{
    QTemporaryDir folder;
    QSettings store(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    Settings settings(store);
    settings.setTheme(Settings::Theme::Light);
    followTheme(*qApp, settings);
    QVERIFY(!Tokens::of(qApp->palette()).dark);
    settings.setTheme(Settings::Theme::Dark);
    QVERIFY(Tokens::of(qApp->palette()).dark);
    settings.setTheme(Settings::Theme::Light);
    QVERIFY(!Tokens::of(qApp->palette()).dark);
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
