#include "ui/tour/tourstage.h"

#include "app/demohub.h"
#include "app/session/privatefile.h"
#include "ui/mainwindow.h"

#include <QAbstractItemView>
#include <QApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

// A port that nothing answers on: IANA's "discard", which no system serves today.
constexpr auto kNobodysEndpoint = "http://127.0.0.1:9"_L1;

QByteArray tokenFor(TourStage::Start start)
{
    switch (start) {
    case TourStage::Start::SignedIn:
    case TourStage::Start::Checking:
    case TourStage::Start::Offline: return DemoHub::token().toLatin1();
    case TourStage::Start::TokenRefused: return "hf_no_longer_valid";
    case TourStage::Start::SignedOut:
    case TourStage::Start::NoNetwork: break;
    }
    return {};
}

// Signed in as the demo is: by a token file, in a folder of this stage.
AppContext::Options tourOptions(const DemoHub &demo, const QTemporaryDir &folder,
                                TourStage::Start start)
{
    QProcessEnvironment variables = demo.variablesOfFile();
    variables.insert(u"HF_HOME"_s, folder.filePath(u"huggingface"_s));
    if (start == TourStage::Start::NoNetwork)
        variables.insert(u"HF_ENDPOINT"_s, kNobodysEndpoint);
    if (const QByteArray token = tokenFor(start); !token.isEmpty())
        (void)PrivateFile::replace(folder.filePath(u"huggingface/token"_s), token);
    return {.variables = variables,
            .homeFolder = folder.path(),
            .settingsFile = folder.filePath(u"settings.ini"_s),
            .draftsFolder = folder.filePath(u"drafts"_s),
            .offline = start == TourStage::Start::Offline,
            .demo = start == TourStage::Start::SignedIn};
}

} // namespace

TourStage::TourStage(DemoHub &demo, Start start)
    : m_demo(demo)
    , m_app(tourOptions(demo, m_folder, start))
    , m_window(std::make_unique<MainWindow>(m_app))
{
    if (start == Start::Checking)
        hub().setFault("silent-reply", "/api/whoami");
    m_window->show();
    m_window->activateWindow();
    m_app.start();
}

TourStage::~TourStage() = default;

LocalHub &TourStage::hub()
{
    return m_demo.hub();
}

const QWidget *TourStage::root() const
{
    return m_window.get();
}

void TourStage::open(RepoKind kind, const QString &id, HubAddress::Section section,
                     const QString &path, int discussion)
{
    if (const auto repo = RepoId::parse(kind, id))
        m_window->openAddress({.repo = *repo,
                               .revision = {},
                               .section = section,
                               .path = path,
                               .discussion = discussion});
}

void TourStage::fetch(RepoKind kind, const QString &id, const QStringList &paths)
{
    if (const auto repo = RepoId::parse(kind, id))
        m_app.transfers().download({.repo = *repo,
                                    .revision = {},
                                    .paths = paths,
                                    .allow = {},
                                    .ignore = {},
                                    .folder = {}});
}

bool TourStage::overlayShown() const
{
    return std::ranges::any_of(QApplication::topLevelWidgets(), [this](const QWidget *widget) {
        return widget != m_window.get() && widget->isVisible()
            && widget->geometry().intersects(m_window->geometry());
    });
}

bool TourStage::rowsShown(const char *viewClass)
{
    for (const QAbstractItemView *view : widgets<QAbstractItemView>({})) {
        if (view->isVisible() && view->inherits(viewClass) && view->model()
            && view->model()->rowCount(view->rootIndex()) > 0)
            return true;
    }
    return false;
}
