// How the Hub would keep files, asked before anything is sent.
#include "tests/support/uploadhub.h"
#include "ui/upload/uploadcontroller.h"

#include <QNetworkAccessManager>

using namespace Qt::StringLiterals;
using Phase = UploadController::Phase;
using Store = UploadPlanRow::Store;

namespace {

struct Staging : UploadHub
{
    QNetworkAccessManager network;
    HubClient client{hub.url(), network};
    Uploads uploads{temp.filePath(QStringLiteral("uploads.sqlite"))};
    std::unique_ptr<UploadController> controller;

    Staging()
    {
        client.setToken("hf_local_admin");
        hub.store().commit(id(), u"main"_s,
                           {.title = u"Rules"_s,
                            .adds = {{u".gitattributes"_s, Content::bytes("*.words filter=lfs\n")},
                                     {u".gitignore"_s, Content::bytes("*.log\n")}}});
    }
    void stage(const QStringList &paths)
    {
        QList<QByteArray> local;
        for (const QString &path : paths)
            local << QFile::encodeName(pathOf(path));
        controller = std::make_unique<UploadController>(
            client, uploads, UploadTarget{.repo = id(), .revision = {}, .folder = {}},
            droppedOn({}, local), temp.filePath(u"hashes.sqlite"_s));
        controller->start();
    }
    QString shown(const QString &path, UploadModel::Column column) const
    {
        UploadModel &model = controller->model();
        return model.indexOf(path).siblingAtColumn(column).data().toString();
    }
    qsizetype asked() const { return count("hub", "POST", "/api/models/ada/up/preupload/main"); }
};

} // namespace

class UploadStorageTest final : public QObject
{
    Q_OBJECT

private slots:
    void theHubDecides();
    void manyAreAskedInParts();
    void whatIsNewIsAsked();
    void refusal();
    void startsAnew();
};

// Rules of the repository that nobody here knows of.
void UploadStorageTest::theHubDecides()
{
    Staging s;
    s.put(u"few.words"_s, "text");
    s.put(u"run.log"_s, "of no concern");
    s.stage({u"few.words"_s, u"run.log"_s});
    QTRY_COMPARE(s.shown(u"few.words"_s, UploadModel::StoreColumn), u"LFS"_s);
    QTRY_VERIFY(s.controller->model().indexOf(u"run.log"_s).data(UploadModel::GroupRole).toInt()
                == int(UploadPlanRow::Group::LeftOut));
    QCOMPARE(s.asked(), 1);
    QVERIFY(s.controller->storageTrouble().isEmpty());
    QTRY_VERIFY(s.controller->whyNot().isEmpty());
    QCOMPARE(s.titles(), (QStringList{u"Rules"_s, u"First"_s})); // nothing was written
}

void UploadStorageTest::manyAreAskedInParts()
{
    Staging s;
    QStringList paths;
    for (int i = 0; i < UploadWire::kMostChoices + 1; ++i) {
        paths << u"%1.words"_s.arg(i, 4);
        s.put(paths.last(), QByteArray::number(i));
    }
    s.stage(paths);
    QTRY_COMPARE(s.asked(), 2);
    for (const QString &path : {paths.first(), paths.last()})
        QTRY_COMPARE(s.shown(path, UploadModel::StoreColumn), u"LFS"_s);
}

void UploadStorageTest::whatIsNewIsAsked()
{
    Staging s;
    s.put(u"a.words"_s, "a");
    s.put(u"b.words"_s, "b");
    s.stage({u"a.words"_s, u"b.words"_s});
    s.controller->setPatterns({}, {u"b.*"_s}, {});
    QTRY_COMPARE(s.shown(u"a.words"_s, UploadModel::StoreColumn), u"LFS"_s);
    const qsizetype before = s.asked();
    s.controller->tick({u"b.words"_s}, true);
    QTRY_COMPARE(s.shown(u"b.words"_s, UploadModel::StoreColumn), u"LFS"_s);
    QCOMPARE(s.asked(), before + 1);
}

void UploadStorageTest::refusal()
{
    Staging s;
    s.put(u"a.words"_s, "a");
    s.hub.setFault("forbidden", "/api/models/ada/up/preupload");
    s.stage({u"a.words"_s});
    QTRY_VERIFY(!s.controller->storageTrouble().isEmpty());
    QCOMPARE(s.shown(u"a.words"_s, UploadModel::StoreColumn), u"git"_s); // a guess
    s.controller->tick({u"a.words"_s}, false); // makes another plan
    QTRY_COMPARE(s.controller->model().indexOf(u"a.words"_s).data(UploadModel::GroupRole).toInt(),
                 int(UploadPlanRow::Group::LeftOut));
    QCOMPARE(s.asked(), 1); // a refusal is not asked for again
}

void UploadStorageTest::startsAnew()
{
    Staging s;
    s.put(u"a.words"_s, "a");
    s.stage({u"a.words"_s});
    QTRY_COMPARE(s.shown(u"a.words"_s, UploadModel::StoreColumn), u"LFS"_s);
    s.hub.store().commit(s.id(), u"main"_s,
                         {.title = u"Other rules"_s,
                          .adds = {{u".gitattributes"_s, Content::bytes("*.bin filter=lfs\n")}}});
    s.controller->start();
    QTRY_COMPARE(s.controller->phase(), Phase::Planned);
    QTRY_COMPARE(s.asked(), 2);
    QTRY_COMPARE(s.shown(u"a.words"_s, UploadModel::StoreColumn), u"git"_s);
}

QTEST_MAIN(UploadStorageTest)
#include "tst_uploadstorage.moc"
