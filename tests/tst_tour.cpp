#include "app/demohub.h"
#include "tests/support/looks.h"
#include "ui/tour/tour.h"

#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// Every pane in every state, taken once: nothing blank, nothing cut, nothing missing.
class tst_Tour final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everythingWasShown();
    void nothingIsCut();
    void textHasTheWindowsFont();
    void nothingIsBlank();
    void theListIsComplete();

private:
    void look(const TourPicture &picture, const QImage &image, const QWidget &window);

    QTemporaryDir m_folder;
    DemoHub m_demo;
    QStringList m_problems, m_cut, m_blank, m_fonts, m_files;
};

void tst_Tour::look(const TourPicture &picture, const QImage &image, const QWidget &window)
{
    m_files << picture.file;
    for (const QString &line : Looks::cutWidgets(window))
        m_cut << picture.file + u": "_s + line;
    for (const QWidget *over : QApplication::topLevelWidgets())
        if (over != &window && over->isVisible() && !window.geometry().contains(over->geometry()))
            m_cut << picture.file + u": a menu or dialog reaches beyond the window"_s;
    for (const QString &line : Looks::blanks(image, picture.dark))
        m_blank << picture.file + u": "_s + line;
    if (image.deviceIndependentSize().toSize() != picture.size)
        m_blank << picture.file + u": another size"_s;
    for (const QLabel *label : window.findChildren<QLabel *>()) {
        const QFont font = label->font();
        if (!font.fixedPitch() && font.families() != QApplication::font().families())
            m_fonts << picture.file + u": "_s + label->text();
    }
}

void tst_Tour::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    Tour tour(*qApp, m_demo, m_folder.filePath(u"tour"_s), tourScenes());
    connect(&tour, &Tour::pictureTaken, this,
            [this](const TourPicture &picture, const QImage &image, QWidget *window) {
                look(picture, image, *window);
            });
    QSignalSpy finished(&tour, &Tour::finished);
    QVERIFY2(tour.start(&error), qPrintable(error));
    QVERIFY(finished.wait(560'000));
    m_problems = finished.first().first().toStringList();
}

void tst_Tour::everythingWasShown()
{
    QVERIFY2(m_problems.isEmpty(), qPrintable(m_problems.join(u'\n')));
    QVERIFY(m_files.size() > 100);
}

void tst_Tour::nothingIsCut()
{
    QVERIFY2(m_cut.isEmpty(), qPrintable(m_cut.join(u'\n')));
}

void tst_Tour::textHasTheWindowsFont()
{
    QVERIFY2(m_fonts.isEmpty(), qPrintable(m_fonts.join(u'\n')));
}

void tst_Tour::nothingIsBlank()
{
    QVERIFY2(m_blank.isEmpty(), qPrintable(m_blank.join(u'\n')));
}

void tst_Tour::theListIsComplete()
{
    QFile list(m_folder.filePath(u"tour/list.txt"_s));
    QVERIFY(list.open(QIODevice::ReadOnly));
    QStringList listed;
    while (!list.atEnd()) {
        const QStringList fields = QString::fromUtf8(list.readLine()).trimmed().split(u'\t');
        QCOMPARE(fields.size(), 4);
        const QImage image(m_folder.filePath(u"tour/"_s + fields.first()));
        QVERIFY2(!image.isNull(), qPrintable(fields.first()));
        QCOMPARE(u"%1x%2"_s.arg(image.width()).arg(image.height()), fields.at(1));
        listed << fields.first();
    }
    QCOMPARE(listed, m_files);
    listed.removeDuplicates();
    QCOMPARE(listed.size(), m_files.size());
}

QTEST_MAIN(tst_Tour)
#include "tst_tour.moc"
