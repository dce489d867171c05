#include "tests/support/transferbench.h"

#include <sys/stat.h>

using namespace Qt::StringLiterals;

// M16: what is downloaded is data, whatever it is called and whatever the process allows.
class tst_DownloadModes final : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsExecutable_data();
    void nothingIsExecutable();
};

void tst_DownloadModes::nothingIsExecutable_data()
{
    QTest::addColumn<bool>("toFolder");
    QTest::addColumn<bool>("large");
    for (const bool toFolder : {false, true})
        for (const bool large : {false, true})
            QTest::addRow("M16 %s, %s", toFolder ? "folder" : "cache", large ? "large" : "small")
                << toFolder << large;
}

void tst_DownloadModes::nothingIsExecutable()
{
    QFETCH(bool, toFolder);
    QFETCH(bool, large);
    const QStringList names{u"run.sh"_s, u"setup.AppImage"_s, u"game.desktop"_s, u"tool"_s,
                            u"bin/tool.exe"_s};
    TransferBench bench;
    for (const QString &name : names) {
        const QByteArray text = "#!/bin/sh\n# " + name.toUtf8() + '\n';
        bench.repo.files.insert(name, {large ? text.repeated(4'000) : text, large});
    }
    DownloadRequest request = bench.request(names);
    const QString folder = bench.temp.filePath(u"out"_s);
    if (toFolder)
        request.folder = folder;
    const mode_t before = ::umask(0); // the widest that a user can have chosen
    RUN_GROUP(bench, request);
    ::umask(before);
    QVERIFY(bench.complete.value(id));
    for (const QString &name : names) {
        const QString path = toFolder ? folder + u'/' + name : bench.snapshotPath(name);
        struct stat facts{};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &facts), 0);
        QVERIFY(S_ISREG(facts.st_mode));
        QVERIFY2((facts.st_mode & 0111) == 0, qPrintable(QString::number(facts.st_mode, 8)));
    }
}

QTEST_GUILESS_MAIN(tst_DownloadModes)
#include "tst_downloadmodes.moc"
