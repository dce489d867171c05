// The card as a reader meets it: its front matter as a table, its pictures when they come into
// view.
#include "app/cache/cacheindex.h"
#include "app/demohub.h"
#include "app/localhub/localstore.h"
#include "ui/repo/frontmatterview.h"
#include "ui/repo/repopane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/markdownview.h"

#include <QAbstractButton>
#include <QApplication>
#include <QBuffer>
#include <QImage>
#include <QLabel>
#include <QNetworkAccessManager>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

QByteArray smallPng()
{
    QImage image(8, 8, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

class tst_CardSection final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup() { m_pane.reset(); }
    void frontMatterIsATable_data();
    void frontMatterIsATable();
    void hostileFrontMatterStaysText_data();
    void hostileFrontMatterStaysText();
    void picturesWaitUntilTheyAreSeen();

private:
    void publish(const QString &name, const QByteArray &readme);
    void open(const QString &id);
    FrontMatterView *matter() const { return m_pane->findChild<FrontMatterView *>(); }
    QString rowOf(const QString &key) const; // its values as shown; null: there is no such row
    MarkdownView *card() const;
    bool isAsked(const QByteArray &file);

    DemoHub m_demo;
    QTemporaryDir m_folder;
    QNetworkAccessManager m_nam;
    std::unique_ptr<HubClient> m_hub;
    std::unique_ptr<CacheIndex> m_cache;
    std::unique_ptr<RepoPane> m_pane;
};

void tst_CardSection::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
    m_hub = std::make_unique<HubClient>(m_demo.hub().url(), m_nam);
    m_hub->setToken(DemoHub::token().toUtf8()); // the card is behind terms
    m_cache = std::make_unique<CacheIndex>(m_folder.path());
}

void tst_CardSection::publish(const QString &name, const QByteArray &readme)
{
    const RepoId id = *RepoId::parse(RepoKind::Model, name);
    LocalStore &store = m_demo.hub().store();
    store.createRepo(id);
    CommitInput commit;
    commit.adds = {{u"README.md"_s, Content::bytes(readme)},
                   {u"near.png"_s, Content::bytes(smallPng())},
                   {u"middle.png"_s, Content::bytes(smallPng())},
                   {u"far.png"_s, Content::bytes(smallPng())}};
    QVERIFY(!store.commit(id, u"main"_s, commit).isEmpty());
}

void tst_CardSection::open(const QString &id)
{
    const HubAddress address{.repo = *RepoId::parse(RepoKind::Model, id),
                             .revision = {},
                             .section = HubAddress::Section::Card};
    m_pane = std::make_unique<RepoPane>(*m_hub, *m_cache, address);
    m_pane->resize(1200, 800);
    m_pane->show();
    QTRY_VERIFY(matter()->isVisible() || !card()->toPlainText().isEmpty());
}

MarkdownView *tst_CardSection::card() const
{
    for (auto *view : m_pane->findChildren<MarkdownView *>())
        if (view->accessibleName() == u"Card"_s)
            return view;
    return nullptr;
}

QString tst_CardSection::rowOf(const QString &key) const
{
    for (const auto *row : matter()->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
        const auto labels = row->findChildren<ElidedLabel *>();
        if (!row->isVisible() || labels.isEmpty() || labels.first()->text() != key)
            continue;
        QStringList values;
        for (const ElidedLabel *label : labels.sliced(1))
            values << label->text();
        for (const auto *button : row->findChildren<QAbstractButton *>())
            values << button->text();
        return values.join(u'|');
    }
    return {};
}

void tst_CardSection::frontMatterIsATable_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("shown"); // how it begins
    QTest::newRow("a value") << u"license"_s << u"apache-2.0"_s;
    QTest::newRow("a name with a line") << u"library_name"_s << u"transformers"_s;
    QTest::newRow("many values") << u"language"_s << u"en|is|nb|"_s;
    QTest::newRow("few values") << u"tags"_s << u"storytelling|dialogue|conversational"_s;
    QTest::newRow("a repository") << u"base_model"_s << u"openfjord/skald-13b-base"_s;
    QTest::newRow("repositories") << u"datasets"_s
                                  << u"openfjord/nordic-dialogues|tabula/public-tales-2"_s;
}

void tst_CardSection::frontMatterIsATable()
{
    QFETCH(const QString, key);
    QFETCH(const QString, shown);
    open(u"openfjord/skald-13b"_s);
    QTRY_VERIFY(matter()->isVisible());
    QTRY_VERIFY2(rowOf(key).startsWith(shown), qPrintable(rowOf(key)));
    QVERIFY(rowOf(u"no such key"_s).isNull());
}

void tst_CardSection::hostileFrontMatterStaysText_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("shown");
    const QString evil = u"<img src=x>&amp;<b>"_s;
    QTest::newRow("M09 value") << QByteArray("license: \"<img src=x>&amp;<b>\"") << u"license"_s
                               << evil;
    QTest::newRow("M09 key") << QByteArray("\"<img src=x>&amp;<b>\": plain") << evil << u"plain"_s;
    QTest::newRow("M09 values") << QByteArray("tags: [one, \"<img src=x>&amp;<b>\"]") << u"tags"_s
                                << QString(u"one|"_s + evil);
    QTest::newRow("M09 repository")
        << QByteArray("base_model: \"<img src=x>&amp;<b>\"") << u"base_model"_s << evil;
    QTest::newRow("M10 direction")
        << QByteArray("license: \"mit\u202Egnp\"") << u"license"_s << u"mitgnp"_s;
}

void tst_CardSection::hostileFrontMatterStaysText()
{
    QFETCH(const QByteArray, yaml);
    QFETCH(const QString, key);
    QFETCH(const QString, shown);
    publish(u"ada/hostile"_s, "---\n" + yaml + "\n---\n# Title\n");
    open(u"ada/hostile"_s);
    QTRY_COMPARE(rowOf(key), shown);
    for (const QLabel *label : matter()->findChildren<QLabel *>())
        QVERIFY2(label->textFormat() == Qt::PlainText || !label->text().contains(u'<'),
                 qPrintable(label->text()));
    for (const QWidget *widget : matter()->findChildren<QWidget *>())
        QVERIFY2(!widget->toolTip().contains(u"<b>"_s) && !widget->toolTip().contains(u"<img"_s),
                 qPrintable(widget->toolTip()));
}

bool tst_CardSection::isAsked(const QByteArray &file)
{
    return std::ranges::any_of(m_demo.hub().requests(), [&file](const SeenRequest &request) {
        return request.target.contains("/resolve/") && request.target.contains(file);
    });
}

void tst_CardSection::picturesWaitUntilTheyAreSeen()
{
    QByteArray readme = "# Title\n\n![Near](near.png)\n\n";
    for (const char *name : {"middle", "far"}) {
        for (int i = 0; i < 150; ++i)
            readme += "A paragraph between the pictures.\n\n";
        readme += QByteArray("![Next](") + name + ".png)\n\n";
    }
    publish(u"ada/lazy"_s, readme);
    m_demo.hub().forgetRequests();
    open(u"ada/lazy"_s);
    QScrollBar *bar = card()->verticalScrollBar();
    QTRY_VERIFY(isAsked("near.png"));
    QTRY_VERIFY(bar->maximum() > 5'000); // pixels
    QVERIFY(!isAsked("middle.png"));
    // The end moves down as long as the text is being laid out.
    QTRY_VERIFY((bar->setValue(bar->maximum() / 2), isAsked("middle.png")));
    QVERIFY(!isAsked("far.png"));
    QTRY_VERIFY((bar->setValue(bar->maximum()), isAsked("far.png")));
}

QTEST_MAIN(tst_CardSection)
#include "tst_cardsection.moc"
