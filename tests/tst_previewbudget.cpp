#include "app/localhub/localhub.h"
#include "app/localhub/localstore.h"
#include "app/net/hubclient.h"
#include "tests/support/tensorfiles.h"
#include "tests/support/traffic.h"
#include "ui/preview/previewpane.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kHugeWeights = 50'000'000'000;

} // namespace

// What opening huge weights in the preview costs in all: every byte that any origin of the Hub
// answered is counted there, the look at an unknown file's first bytes and all answers to
// redirected requests included.
class tst_PreviewBudget final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void opensHugeWeights_data();
    void opensHugeWeights();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<LocalHub> m_hub;
    QNetworkAccessManager m_nam;
    std::unique_ptr<HubClient> m_client;
    RepoId m_repo = *RepoId::parse(RepoKind::Model, u"ada/large");
};

void tst_PreviewBudget::initTestCase()
{
    m_hub = std::make_unique<LocalHub>(LocalHub::Options{.folder = m_folder.filePath(u"hub"_s)});
    QString error;
    QVERIFY2(m_hub->start(&error), qPrintable(error));
    QVERIFY(m_hub->store().createRepo(m_repo));
    CommitInput commit;
    const auto put = [&commit](const QString &name, const QByteArray &head) {
        commit.adds.insert(
            name, Content::synthetic(kHugeWeights, quint64(commit.adds.size() + 1), {}, head));
        commit.attributes.insert(name, u"lfs"_s);
    };
    put(u"small.safetensors"_s, manyTensors(20'000));
    put(u"large.safetensors"_s, manyTensors(1'900'000));
    put(u"huge.safetensors"_s, manyTensors(20'000'000));
    put(u"small.gguf"_s, smallGguf());
    put(u"unknown.bin"_s, smallGguf());
    put(u"vocabulary.gguf"_s, ggufWithWords(250'000)); // 4.6 MB
    put(u"huge.gguf"_s, ggufWithWords(1'200'000)); // 22 MB
    QVERIFY(!m_hub->store().commit(m_repo, u"main"_s, commit).isEmpty());
    m_client = std::make_unique<HubClient>(m_hub->url(), m_nam);
}

void tst_PreviewBudget::opensHugeWeights_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("whole"); // the header is read to its end without asking
    QTest::addColumn<qint64>("least");
    QTest::addColumn<qint64>("most");
    constexpr qint64 kMiB = 1 << 20;
    constexpr qint64 kRedirects = 4'000; // bytes of the answers that only point elsewhere
    QTest::newRow("P17 safetensors")
        << u"small.safetensors"_s << true << qint64(20'000) << 2 * kMiB;
    QTest::newRow("P17 safetensors, large header")
        << u"large.safetensors"_s << true << qint64(1'900'000) << 2 * kMiB;
    QTest::newRow("P17 safetensors, header of 20 MB")
        << u"huge.safetensors"_s << false << qint64(8) << 2 * kMiB;
    QTest::newRow("P17 gguf") << u"small.gguf"_s << true << qint64(400) << kMiB / 4 + kRedirects;
    QTest::newRow("P17 gguf by its bytes")
        << u"unknown.bin"_s << true << qint64(400) << kMiB / 2 + kRedirects;
    QTest::newRow("P17 gguf, vocabulary of 4.6 MB")
        << u"vocabulary.gguf"_s << true << qint64(4'500'000) << 8 * kMiB + kRedirects;
    QTest::newRow("P17 gguf, vocabulary of 22 MB")
        << u"huge.gguf"_s << false << qint64(8) << 16 * kMiB + kRedirects;
}

void tst_PreviewBudget::opensHugeWeights()
{
    QFETCH(QString, path);
    QFETCH(bool, whole);
    QFETCH(qint64, least);
    QFETCH(qint64, most);
    m_hub->forgetRequests();
    PreviewPane pane(*m_client);
    static_cast<QWidget &>(pane).show();
    pane.show(
        {.repo = m_repo, .entry = {.path = path, .size = kHugeWeights, .storage = Storage::Lfs}});
    const TensorPreview &tensors = pane.controller().tensors();
    QTRY_COMPARE(pane.controller().views(), QList{PreviewView::Tensors});
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    QTRY_COMPARE(tensors.wanted() == 0, whole);
    QTest::qWait(100); // nothing more is asked for
    const qint64 bytes = trafficOf(*m_hub).bytes;
    QVERIFY2(bytes >= least && bytes <= most, qPrintable(QString::number(bytes)));
    QVERIFY2(tensors.traffic().bytes <= bytes, "the footer claims more than was sent");
}

QTEST_MAIN(tst_PreviewBudget)
#include "tst_previewbudget.moc"
