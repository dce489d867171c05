#include "app/net/hubclient.h"
#include "app/preview/textsource.h"
#include "tests/support/tensorfiles.h"
#include "ui/preview/hexview.h"
#include "ui/preview/previewpane.h"
#include "ui/theme/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QBuffer>
#include <QDir>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QByteArray picture(const char *format, int width, int height)
{
    QImage image(width, height, QImage::Format_ARGB32);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            image.setPixel(x, y,
                           qRgba(x * 255 / width, y * 255 / height, 160, x < width / 8 ? 90 : 255));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, format);
    return bytes;
}

QByteArray skald()
{
    QByteArray json
        = R"({"__metadata__":{"format":"pt","saved_with":"skald-trainer 0.9.2","training_step":"184000"})";
    qint64 at = 0;
    const auto tensor = [&](const QByteArray &name, const QByteArray &type, const QByteArray &shape,
                            qint64 bytes) {
        json += ",\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":[" + shape
            + "],\"data_offsets\":[" + QByteArray::number(at) + ',' + QByteArray::number(at + bytes)
            + "]}";
        at += bytes;
    };
    tensor("model.embed_tokens.weight", "BF16", "43008,5120", qint64(43008) * 5120 * 2);
    for (int i = 0; i < 7; ++i) {
        const QByteArray layer = "model.layers." + QByteArray::number(i) + '.';
        tensor(layer + "input_layernorm.weight", "F32", "5120", 5120 * 4);
        for (const char *name : {"mlp.down_proj", "mlp.gate_proj", "mlp.up_proj"})
            tensor(layer + name + ".weight", "BF16", "5120,15360", qint64(5120) * 15360 * 2);
        tensor(layer + "post_attention_layernorm.weight", "F32", "5120", 5120 * 4);
        for (const char *name :
             {"self_attn.k_proj", "self_attn.o_proj", "self_attn.q_proj", "self_attn.v_proj"})
            tensor(layer + name + ".weight", "BF16", "1024,5120", qint64(1024) * 5120 * 2);
    }
    return safetensors(json + '}');
}

} // namespace

// The panels over files on this computer; each also as a picture when HUBNAUT_SHOTS names a folder.
class tst_PreviewPane final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void showsKinds_data();
    void showsKinds();
    void onlyShowsBytes_data();
    void onlyShowsBytes();
    void saysWhyATableIsNotShown();
    void showsTensors();
    void filtersAndSortsTensors();
    void scrollsBytesOfHugeFiles();
    void refusesPictures_data();
    void refusesPictures();
    void dropsTheEarlierFile();
    void saysWhatFailed();
    void hostileNamesStayText();
    void everyControlHasAName();

private:
    PreviewFile file(const QString &name, const QByteArray &bytes, qint64 size = -1);
    void shot(QWidget &widget, const QString &name);

    QTemporaryDir m_folder;
    QNetworkAccessManager m_nam;
    HubClient m_hub{QUrl(u"http://127.0.0.1:1"_s), m_nam};
};

void tst_PreviewPane::initTestCase()
{
    applyTheme(*qApp, Settings::Theme::Light);
}

PreviewFile tst_PreviewPane::file(const QString &name, const QByteArray &bytes, qint64 size)
{
    QFile out(m_folder.filePath(name));
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size()
        || (size >= 0 && !out.resize(size)))
        qFatal("cannot write the test's file");
    return {.repo = *RepoId::parse(RepoKind::Model, u"openfjord/skald-13b"),
            .entry = {.path = name, .size = out.size(), .storage = Storage::Xet},
            .localPath = out.fileName(),
            .repoParameters = 13'000'000'000};
}

void tst_PreviewPane::shot(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("HUBNAUT_SHOTS");
    if (folder.isEmpty())
        return;
    for (const Settings::Theme theme : {Settings::Theme::Dark, Settings::Theme::Light}) {
        applyTheme(*qApp, theme);
        QTest::qWait(60); // rendered text is made anew on the pool
        widget.grab().save(QDir(folder).filePath(
            name + (theme == Settings::Theme::Dark ? u"-dark.png"_s : u"-light.png"_s)));
    }
}

void tst_PreviewPane::showsKinds_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QList<PreviewView>>("views");
    using enum PreviewView;
    QByteArray csv = "id,label,score,text\n";
    for (int i = 0; i < 500; ++i)
        csv += QByteArray::number(i) + ",positive,0." + QByteArray::number(i * 37 % 1000)
            + ",\"A sentence, quoted\"\n";
    const auto row
        = [](const char *name, const QByteArray &bytes, const QList<PreviewView> &views) {
              QTest::newRow(name) << QString::fromLatin1(name) << bytes << views;
          };
    row("notes.txt", "hello\nworld\n", {Text});
    row("config.json", "{\"a\": 1}\n", {Text, Tree});
    row("latin.txt",
        "gr\xFC\xDF"
        "e aus K\xF6ln",
        {Text});
    row("README.md", "# Title\n\nSome *text*\n", {Markdown, Text});
    row("train.csv", csv, {Table, Text});
    row("rows.jsonl", "{\"id\":1,\"text\":\"a\"}\n{\"id\":2}\n", {Table, Text});
    row("figure.png", picture("png", 640, 400), {Image, Bytes});
    row("photo.jpg", picture("jpeg", 300, 200), {Image, Bytes});
    row("wrong-name.txt", picture("png", 10, 10), {Image, Bytes});
    row("book.ipynb",
        R"j({"nbformat":4,"metadata":{},"cells":[{"cell_type":"markdown","source":"# Study"},
        {"cell_type":"code","execution_count":3,"source":"print(1)","outputs":[{"output_type":"stream","text":"1"}]}]})j",
        {Notebook, Text});
    row("broken.ipynb", "{", {Text});
    row("broken.png", picture("png", 100, 100).first(60), {Bytes});
    row("model.pkl", QByteArray("\x80\4\x95\0\0", 5), {Bytes});
    row("table.parquet", QByteArray("PAR1footer\6\0\0\0PAR1", 18), {Bytes});
    row("table.arrow", QByteArray("\xFF\xFF\xFF\xFF\0\0\0\0", 8), {Bytes});
    row("data.bin", QByteArray("\0\1\2\3", 4), {Bytes});
    row("model.safetensors", safetensors("{}"), {Tensors});
    row("tiny.gguf", smallGguf(), {Tensors});
}

void tst_PreviewPane::showsKinds()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    QFETCH(QList<PreviewView>, views);
    PreviewPane pane(m_hub);
    pane.resize(720, 640);
    static_cast<QWidget &>(pane).show();
    pane.show(file(name, bytes));
    QTRY_COMPARE(pane.controller().views(), views);
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    QTest::qWait(50); // for the picture only
    shot(pane, name);
}

// Of what could run code, play for ever or unpack out of its place, only bytes are shown.
void tst_PreviewPane::onlyShowsBytes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *tag, const QString &name, const QByteArray &bytes) {
        QTest::newRow(tag) << name << bytes;
    };
    row("P11 sound of 4 GB by its header", u"a.wav"_s,
        QByteArray("RIFF\xFF\xFF\xFF\xFFWAVEfmt \0", 17));
    row("P11 film", u"a.mp4"_s,
        QByteArray("\0\0\0\x18"
                   "ftypisom\xFF\xFF\xFF\xFF",
                   16));
    row("P12 pickle that runs a command", u"a.pkl"_s,
        QByteArray("\x80\4cposix\nsystem\n(S'id'\ntR.\0", 29));
    row("P12 pickle with another name", u"a.txt"_s, QByteArray("\x80\5\x95\0\0\0\0", 7));
    row("P12 PyTorch in a ZIP", u"a.pt"_s, QByteArray("PK\3\4\x14\0\0\0", 8));
    row("P13 ZIP that leaves its folder", u"a.zip"_s, QByteArray("PK\3\4\0\0../../x\0", 14));
    row("P14 array of objects", u"a.npy"_s, QByteArray("\x93NUMPY\1\0v\0{'descr':'|O'}\0", 26));
    row("P15 protobuf", u"a.onnx"_s,
        QByteArray("\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\0", 12));
}

void tst_PreviewPane::onlyShowsBytes()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, bytes);
    PreviewPane pane(m_hub);
    pane.show(file(name, bytes));
    QTRY_COMPARE(pane.controller().views(), QList{PreviewView::Bytes});
    QCOMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    bool said = pane.controller().kind() == FileKind::Binary;
    for (const QLabel *label : pane.findChildren<QLabel *>())
        said = said || label->text().contains(u"its bytes"_s);
    QVERIFY(said);
}

// P05: tables that are not read yet are no riddle: what it is, whether it is whole, where to go.
void tst_PreviewPane::saysWhyATableIsNotShown()
{
    PreviewPane pane(m_hub);
    pane.resize(342, 500);
    static_cast<QWidget &>(pane).show();
    pane.show(file(u"rows.parquet"_s, QByteArray("PAR1footer\6\0\0\0PAR1", 18)));
    const auto notice = [&pane] {
        for (const QLabel *label : pane.findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(u"not shown yet"_s))
                return label->text();
        return QString();
    };
    QTRY_VERIFY2(notice().contains(u"footer of 6 B"_s), qPrintable(notice()));
    shot(pane, u"parquet-narrow"_s);
    QSignalSpy download(&pane, &PreviewPane::downloadClicked);
    for (auto *button : pane.findChildren<QPushButton *>())
        if (button->isVisible() && button->text() == u"Download"_s)
            button->click();
    QCOMPARE(download.size(), 1);
    QCOMPARE(download.first().first().toString(), u"rows.parquet"_s);
    pane.show(file(u"cut.parquet"_s, QByteArray("PAR1footer", 10)));
    QTRY_VERIFY2(notice().contains(u"cut off"_s), qPrintable(notice()));
}

void tst_PreviewPane::showsTensors()
{
    PreviewPane pane(m_hub);
    pane.resize(708, 640);
    static_cast<QWidget &>(pane).show();
    pane.show(file(u"model-00001-of-00006.safetensors"_s, skald(), 4'900'000'000));
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    QCOMPARE(pane.controller().tensors().model().rowCount(), 64);
    QCOMPARE(pane.controller().tensors().shards().size(), 6);
    QVERIFY(pane.controller().tensors().traffic().bytes < 2 << 20);
    const QTableView *table = nullptr;
    for (const auto *view : pane.findChildren<QTableView *>())
        if (view->accessibleName() == u"Tensors"_s)
            table = view;
    QVERIFY(table);
    QVERIFY(!table->isColumnHidden(TensorModel::Offset));
    shot(pane, u"tensors"_s);
    pane.resize(420, 560); // the name comes before what is looked up elsewhere
    QTRY_VERIFY(table->isColumnHidden(TensorModel::Offset));
    QVERIFY(!table->isColumnHidden(TensorModel::Type));
    shot(pane, u"tensors-narrow"_s);
}

void tst_PreviewPane::filtersAndSortsTensors()
{
    PreviewPane pane(m_hub);
    pane.show(file(u"a.safetensors"_s, skald()));
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    TensorModel &model = pane.controller().tensors().model();
    model.setFilter(u"LAYERNORM"_s, {});
    QCOMPARE(model.rowCount(), 14);
    model.setFilter(u"layers.1."_s, u"BF16"_s);
    QCOMPARE(model.rowCount(), 7);
    model.sort(TensorModel::Size, Qt::DescendingOrder);
    QCOMPARE(model.index(0, TensorModel::Shape).data().toString(), u"5120 × 15360"_s);
    model.setFilter({}, {});
    QCOMPARE(model.index(0, TensorModel::Name).data().toString(), u"model.embed_tokens.weight"_s);
}

// 50 GB of bytes: the last row is reachable, and only what is in sight is read.
void tst_PreviewPane::scrollsBytesOfHugeFiles()
{
    constexpr qint64 kSize = 50'000'000'000;
    PreviewPane pane(m_hub);
    pane.resize(720, 500);
    static_cast<QWidget &>(pane).show();
    pane.show(file(u"weights.bin"_s, QByteArray("\0\1\2\3 Hello, bytes \xFF\xFE", 21), kSize));
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    auto *hex = pane.findChild<HexView *>();
    QTest::keyClick(hex, Qt::Key_End);
    QVERIFY(hex->topOffset() > kSize - 16 * 200);
    QTRY_VERIFY(pane.controller().bytes()->isLoaded(kSize - 16, 16));
    QVERIFY(pane.controller().bytes()->loadedBytes() < 2 << 20);
    QTest::keyClick(hex, Qt::Key_Home);
    QCOMPARE(hex->topOffset(), 0);
    shot(pane, u"bytes"_s);
}

// P09, P10
void tst_PreviewPane::refusesPictures_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const auto png = [](quint32 width, quint32 height) {
        QByteArray bytes = picture("png", 8, 8);
        qToBigEndian(width, bytes.data() + 16);
        qToBigEndian(height, bytes.data() + 20);
        return bytes;
    };
    QTest::newRow("P09 60000 x 60000") << png(60'000, 60'000);
    QTest::newRow("P09 2^31") << png(0x7FFFFFFF, 0x7FFFFFFF);
    QTest::newRow("P09 zero") << png(0, 0);
    QTest::newRow("P09 wrong checksum") << png(9, 9);
    QTest::newRow("P09 truncated") << picture("png", 50, 50).first(40);
    QTest::newRow("P09 bmp of 2^31")
        << QByteArray(
               "BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0\xFF\xFF\xFF\x7F\xFF\xFF\xFF\x7F\1\0\x20\0", 30)
            + QByteArray(100, '\0');
    QTest::newRow("P10 svg") << QByteArray(
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
    QTest::newRow("P10 xpm") << QByteArray(
        "/* XPM */\nstatic char *a[]={\"1 1 1 1\",\"a c #000\",\"a\"};");
    QTest::newRow("P10 ico") << QByteArray("\0\0\1\0\1\0\x10\x10", 8);
    QTest::newRow("empty") << QByteArray();
}

void tst_PreviewPane::refusesPictures()
{
    QFETCH(QByteArray, bytes);
    const auto image = decodeImage(bytes);
    QVERIFY(!image);
    QVERIFY(!image.error().message.isEmpty());
}

// I14: whatever was asked before, only the last file is shown.
void tst_PreviewPane::dropsTheEarlierFile()
{
    PreviewPane pane(m_hub);
    for (int i = 0; i < 20; ++i) {
        pane.show(file(u"a.safetensors"_s, skald()));
        pane.show(file(u"b.png"_s, picture("png", 20, 20)));
        pane.show(file(u"c.csv"_s, "a,b\n1,2\n"));
    }
    QTRY_COMPARE(pane.controller().views(), (QList{PreviewView::Table, PreviewView::Text}));
    QCOMPARE(pane.controller().table().rowCount(), 1);
    QCOMPARE(pane.controller().kind(), FileKind::Csv);
    pane.clear();
    QCOMPARE(pane.controller().state().phase, ViewState::Phase::Idle);
}

void tst_PreviewPane::saysWhatFailed()
{
    PreviewPane pane(m_hub);
    PreviewFile gone = file(u"gone.txt"_s, "x");
    QFile::remove(gone.localPath);
    pane.show(gone);
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Failed);
    pane.show(file(u"broken.safetensors"_s, QByteArray(100, '\xFF')));
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Failed);
    QVERIFY(pane.controller().state().error->message.contains(u"safetensors"_s));
    pane.controller().showBytes();
    QTRY_COMPARE(pane.controller().views(), QList{PreviewView::Bytes});
    QCOMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    pane.show(file(u"empty.txt"_s, {}));
    QCOMPARE(pane.controller().state().phase, ViewState::Phase::Empty);
}

// M09, M10: names and values of the file are never markup.
void tst_PreviewPane::hostileNamesStayText()
{
    PreviewPane pane(m_hub);
    pane.show(file(u"<b>x<i>\u202Efdp.gguf"_s, smallGguf()));
    QTRY_COMPARE(pane.controller().state().phase, ViewState::Phase::Ready);
    for (const QLabel *label : pane.findChildren<QLabel *>())
        QVERIFY2(label->textFormat() == Qt::PlainText || label->text().isEmpty(),
                 qPrintable(label->text()));
}

// Of all panels. A button without words and icon is not shown yet.
void tst_PreviewPane::everyControlHasAName()
{
    PreviewPane pane(m_hub);
    for (QWidget *control : pane.findChildren<QWidget *>()) {
        const auto *button = qobject_cast<QAbstractButton *>(control);
        const bool empty = button && button->text().isEmpty() && button->icon().isNull();
        if (!(control->focusPolicy() & Qt::TabFocus) || control->focusProxy() || empty)
            continue;
        const QString name
            = QAccessible::queryAccessibleInterface(control)->text(QAccessible::Name);
        QVERIFY2(!name.isEmpty(), control->metaObject()->className());
    }
}

QTEST_MAIN(tst_PreviewPane)
#include "tst_previewpane.moc"
