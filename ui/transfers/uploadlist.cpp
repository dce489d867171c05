#include "ui/transfers/uploadlist.h"

#include "app/hub/hubaddress.h"
#include "ui/transfers/uploadline.h"
#include "ui/upload/uploadwords.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollArea>
#include <QToolButton>
#include <QVBoxLayout>

#include <ranges>

using namespace Qt::StringLiterals;

UploadList::UploadList(Uploads &uploads, std::function<QUrl()> endpoint, QWidget *parent)
    : QWidget(parent)
    , m_uploads(uploads)
    , m_endpoint(std::move(endpoint))
    , m_column(new QVBoxLayout)
{
    auto *lines = new QWidget;
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addStretch();
    lines->setLayout(m_column);
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidget(lines);
    m_states = new StateView(area);
    m_states->setEmptyWords({u"upload"_s,
                             tr("No uploads"),
                             tr("Drop files on the files of a repository to begin one."),
                             {}});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_states);
    connect(&m_uploads, &Uploads::troubleChanged, this, &UploadList::troubleChanged);
    connect(&m_uploads, &Uploads::listChanged, this, &UploadList::list);
    connect(&m_uploads, &Uploads::changed, this, [this](qint64 upload) {
        if (const auto line = m_lines.find(upload); line != m_lines.end())
            line->second->render(m_uploads.all().at(upload));
    });
    list();
}

QWidget *UploadList::firstButton() const
{
    for (const auto &line : std::views::reverse(m_lines) | std::views::values)
        for (auto *button : line->findChildren<QToolButton *>())
            if (button->isVisibleTo(line) && button->isEnabled())
                return button;
    return nullptr;
}

void UploadList::list()
{
    for (const auto &[id, status] : m_uploads.all()) {
        if (m_lines.contains(id))
            continue;
        auto *line = new UploadLine(m_uploads, id);
        connect(line, &UploadLine::openWanted, this,
                [this, repo = status.repo] { emit openRequested(repo); });
        connect(line, &UploadLine::receiptWanted, this, [this, id] { copyReceipt(id); });
        m_lines.emplace(id, line);
        m_column->insertWidget(0, line);
        line->render(status);
    }
    std::erase_if(m_lines, [this](const auto &line) {
        const bool isGone = !m_uploads.all().contains(line.first);
        if (isGone)
            line.second->deleteLater();
        return isGone;
    });
    m_states->render({m_lines.empty() ? ViewState::Phase::Empty : ViewState::Phase::Ready, {}});
    emit countChanged();
}

void UploadList::copyReceipt(qint64 upload)
{
    const auto it = m_uploads.all().find(upload);
    if (it == m_uploads.all().end())
        return;
    const UploadStatus &status = it->second;
    QGuiApplication::clipboard()->setText(UploadWords::receipt(
        status.progress, {.repo = status.repo, .revision = status.progress.revision, .folder = {}},
        HubAddress{.repo = status.repo}.webUrl(m_endpoint())));
}
