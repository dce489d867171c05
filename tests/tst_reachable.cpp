// Whoever cannot see the window or has no mouse: every control that takes keys has a name, and Tab
// gets there, on every page and in every state that has controls of its own.
#include "app/demohub.h"
#include "app/localhub/localhub.h"
#include "tests/support/windowstage.h"
#include "ui/preview/hexview.h"
#include "ui/preview/imageview.h"
#include "ui/repo/repotrouble.h"
#include "ui/search/searchcontroller.h"
#include "ui/theme/theme.h"
#include "ui/widgets/markdownview.h"
#include "ui/widgets/notice.h"
#include "ui/widgets/segmentedcontrol.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QButtonGroup>
#include <QDir>
#include <QSet>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using Section = HubAddress::Section;

namespace {

constexpr int kMostSteps = 400; // of Tab; a round through the window is far shorter

struct Scene
{
    bool signedIn = true;
    std::function<void(WindowStage &)> show;
    std::function<bool(WindowStage &)> ready;
};

void openRepo(WindowStage &stage, RepoKind kind, const QString &id, Section section,
              const QString &path = {}, int discussion = 0)
{
    stage.window().openAddress({.repo = *RepoId::parse(kind, id),
                                .revision = {},
                                .section = section,
                                .path = path,
                                .discussion = discussion});
}

bool hasRows(WindowStage &stage, const char *viewClass)
{
    for (const auto *view : stage.window().findChildren<QAbstractItemView *>())
        if (view->isVisible() && view->inherits(viewClass) && view->model()
            && view->model()->rowCount(view->rootIndex()) > 0)
            return true;
    return false;
}

// Switches to the tree as soon as there is a switch.
bool jsonTreeShown(WindowStage &stage)
{
    for (auto *choices : stage.window().findChildren<SegmentedControl *>())
        if (choices->isVisible() && choices->accessibleName() == u"How the file is shown"_s)
            choices->setCurrent(1);
    for (const auto *view : stage.window().findChildren<QTreeView *>())
        if (view->isVisible() && view->accessibleName() == u"Keys and values"_s)
            return view->model()->rowCount() > 0;
    return false;
}

bool noticeShown(WindowStage &stage)
{
    return stage.visible<Notice>();
}

// Of buttons that exclude each other Tab reaches the chosen one, the arrows the others.
bool isArrowsBusiness(const QWidget *widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    return button && button->isCheckable() && !button->isChecked()
        && (button->autoExclusive() || (button->group() && button->group()->exclusive()));
}

QString described(const QWidget *widget)
{
    QStringList path;
    for (const QWidget *at = widget; at && !at->isWindow(); at = at->parentWidget())
        path.prepend(QLatin1StringView(at->metaObject()->className()));
    return path.last() + u" “"_s + widget->accessibleName() + u"” in "_s + path.join(u'/');
}

} // namespace

Q_DECLARE_METATYPE(Scene)

class tst_Reachable final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void everyControl_data();
    void everyControl();

private:
    QList<QWidget *> controls() const;
    QSet<QWidget *> reachedByTab() const;

    DemoHub m_demo;
    std::unique_ptr<WindowStage> m_stage;
};

void tst_Reachable::initTestCase()
{
    QString error;
    QVERIFY2(m_demo.start(&error), qPrintable(error));
    applyTheme(*qApp, Settings::Theme::Light);
}

void tst_Reachable::cleanup()
{
    m_stage.reset();
    m_demo.hub().clearFaults();
}

void tst_Reachable::everyControl_data()
{
    QTest::addColumn<Scene>("scene");
    const auto page
        = [](PageId id) { return [id](WindowStage &stage) { stage.window().openPage(id); }; };
    const auto repo = [](RepoKind kind, const QString &id, Section section,
                         const QString &path = {}, int discussion = 0) {
        return [=](WindowStage &stage) { openRepo(stage, kind, id, section, path, discussion); };
    };
    const auto rows = [](const char *viewClass) {
        return [viewClass](WindowStage &stage) { return hasRows(stage, viewClass); };
    };
    const auto row = [](const char *name, const Scene &scene) { QTest::newRow(name) << scene; };
    const auto always = [](WindowStage &) { return true; };
    const QString skald = u"openfjord/skald-13b"_s;
    using enum RepoKind;
    row("start, signed out", {false, page(PageId::Start), always});
    row("models", {true, page(PageId::Models), rows("ResultView")});
    row("datasets", {true, page(PageId::Datasets), rows("ResultView")});
    row("Spaces", {true, page(PageId::Spaces), rows("ResultView")});
    row("nothing found",
        {true,
         [](WindowStage &stage) {
             stage.window().openPage(PageId::Models);
             stage.window().findChild<SearchController *>()->setChoice(
                 {.text = u"no such model anywhere"_s});
         },
         noticeShown});
    row("search failed",
        {true,
         [this](WindowStage &stage) {
             m_demo.hub().setFault("captive-portal", "/api/models");
             stage.window().openPage(PageId::Models);
         },
         noticeShown});
    row("card", {true, repo(Model, skald, Section::Card), always});
    row("files", {true, repo(Model, skald, Section::Files), rows("FileTreeView")});
    row("a text", {true, repo(Model, skald, Section::Files, u"README.md"_s), rows("FileTreeView")});
    row("tensors",
        {true, repo(Model, skald, Section::Files, u"model-00001-of-00006.safetensors"_s),
         rows("QTreeView")});
    row("a table",
        {true, repo(Model, skald, Section::Files, u"eval/nordic_qa.csv"_s), rows("QTableView")});
    row("a picture",
        {true, repo(Model, skald, Section::Files, u"assets/loss.png"_s),
         [](WindowStage &stage) { return stage.visible<ImageView>(); }});
    row("a JSON tree", {true, repo(Model, skald, Section::Files, u"config.json"_s), jsonTreeShown});
    row("a notebook",
        {true,
         repo(Model, u"ada/compass-7b-support-lora"_s, Section::Files, u"notebooks/train.ipynb"_s),
         [](WindowStage &stage) {
             const auto *shown = stage.visible<MarkdownView>();
             return shown && !shown->toPlainText().isEmpty();
         }});
    row("bytes",
        {true, repo(Model, u"harbor-speech/whale-large"_s, Section::Files, u"sample.wav"_s),
         [](WindowStage &stage) { return stage.visible<HexView>(); }});
    row("discussions", {true, repo(Model, skald, Section::Community), rows("QListView")});
    row("a discussion", {true, repo(Model, skald, Section::Community, {}, 4), rows("QListView")});
    row("history", {true, repo(Model, skald, Section::History), rows("QListView")});
    row("runtime", {true, repo(Space, u"driftwood/tide-chat-demo"_s, Section::Settings), always});
    row("missing", {true, repo(Model, u"nobody/has-this"_s, Section::Card), [](WindowStage &stage) {
                        return stage.visible<RepoTrouble>();
                    }});
    row("gated",
        {false, repo(Model, u"meridian/atlas-12b"_s, Section::Files, u"config.json"_s),
         noticeShown});
    row("no transfers", {true, page(PageId::Transfers), noticeShown});
    row("transfers",
        {true,
         [](WindowStage &stage) {
             stage.app().transfers().download(
                 {.repo = *RepoId::parse(Model, u"orchard/pippin-2b"_s),
                  .revision = {},
                  .paths = {u"config.json"_s},
                  .allow = {},
                  .ignore = {},
                  .folder = {}});
             stage.window().openPage(PageId::Transfers);
         },
         rows("QTreeView")});
    row("no cache", {true, page(PageId::Cache), noticeShown});
    row("cache",
        {true,
         [](WindowStage &stage) {
             const QString snapshot
                 = stage.cacheHome() + u"/hub/models--ada--atlas/snapshots/"_s + QString(40, u'c');
             QDir().mkpath(snapshot);
             QFile file(snapshot + u"/config.json"_s);
             QVERIFY(file.open(QIODevice::WriteOnly) && file.write("{}") == 2);
             file.close();
             stage.window().openPage(PageId::Cache);
         },
         rows("CacheView")});
    row("settings", {true, page(PageId::Settings), always});
    row("settings, to sign in", {false, page(PageId::Settings), always});
}

QList<QWidget *> tst_Reachable::controls() const
{
    QList<QWidget *> found;
    for (QWidget *widget : m_stage->window().findChildren<QWidget *>())
        if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus)
            && !widget->focusProxy())
            found << widget;
    return found;
}

QSet<QWidget *> tst_Reachable::reachedByTab() const
{
    QSet<QWidget *> reached;
    for (int step = 0; step < kMostSteps; ++step) {
        QWidget *now = m_stage->window().focusWidget(); // also while another window is active
        reached << now;
        QTest::keyClick(now ? now : &m_stage->window(), Qt::Key_Tab);
    }
    return reached;
}

void tst_Reachable::everyControl()
{
    QFETCH(Scene, scene);
    QProcessEnvironment variables = m_demo.variables();
    if (!scene.signedIn)
        variables.remove(u"HF_TOKEN"_s);
    m_stage = std::make_unique<WindowStage>(variables);
    m_stage->app().start();
    QVERIFY(m_stage->openWindow());
    QTRY_VERIFY(m_stage->app().session().state()
                == (scene.signedIn ? Session::State::SignedIn : Session::State::SignedOut));
    scene.show(*m_stage);
    QTRY_VERIFY(scene.ready(*m_stage));
    QTest::qWait(200); // what comes with the rows: the quick look, the preview, a count

    QStringList nameless;
    for (QWidget *widget : controls())
        if (QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name).isEmpty())
            nameless << described(widget);
    QVERIFY2(nameless.isEmpty(), qPrintable(u"without a name:\n"_s + nameless.join(u'\n')));

    const QSet<QWidget *> reached = reachedByTab();
    QStringList missed;
    for (QWidget *widget : controls())
        if (!reached.contains(widget) && !isArrowsBusiness(widget))
            missed << described(widget);
    QVERIFY2(missed.isEmpty(), qPrintable(u"never reached:\n"_s + missed.join(u'\n')));
}

QTEST_MAIN(tst_Reachable)
#include "tst_reachable.moc"
