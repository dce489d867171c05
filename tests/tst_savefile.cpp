// Text that somebody saves under a name of their own.
#include "ui/widgets/savefile.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

class SaveFileTest final : public QObject
{
    Q_OBJECT

private slots:
    void saves();
    void saysWhatFails();

private:
    static void choose(const QWidget &over, const QString &path)
    {
        auto *question = over.findChild<QFileDialog *>();
        emit question->fileSelected(path);
        question->reject();
    }
};

void SaveFileTest::saves()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"list.txt"_s);
    QWidget window;
    window.show();
    saveText(&window, u"Save it"_s, [] { return u"één\n"_s; });
    choose(window, path);
    QFile file(path);
    QTRY_VERIFY(file.exists() && file.size() > 0);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), u"één\n"_s.toUtf8());
    QVERIFY(!window.findChild<QMessageBox *>());
}

void SaveFileTest::saysWhatFails()
{
    const QTemporaryDir folder;
    QWidget window;
    window.show();
    saveText(&window, u"Save it"_s, [] { return u"text"_s; });
    choose(window, folder.filePath(u"no folder/list.txt"_s));
    QTRY_VERIFY(window.findChild<QMessageBox *>());
    QVERIFY(!window.findChild<QMessageBox *>()->text().isEmpty());
}

QTEST_MAIN(SaveFileTest)
#include "tst_savefile.moc"
