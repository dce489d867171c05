#include "ui/preview/previewcontroller.h"

#include "app/preview/bytesource.h"
#include "app/preview/columnar.h"
#include "app/preview/tablereading.h"
#include "app/preview/textencoding.h"
#include "app/preview/textsource.h"

#include <QtConcurrentRun>

namespace {

constexpr qint64 kSniffedBytes = 64 << 10;
constexpr qint64 kMarkdownBytes = qint64(2) << 20; // larger cards are shown as text
constexpr qint64 kRecodedBytes = qint64(16) << 20; // larger texts are shown as they are stored

} // namespace

PreviewController::PreviewController(HubClient &hub, QObject *parent)
    : QObject(parent)
    , m_hub(hub)
    , m_tensors(hub)
{
    connect(&m_tensors, &TensorPreview::changed, this, &PreviewController::changed);
    connect(&m_table, &TableModel::moreWanted, this, [this] {
        if (m_tableReading)
            m_tableReading->more();
    });
}

PreviewController::~PreviewController() = default;

void PreviewController::clear()
{
    m_jobs = std::make_unique<QObject>();
    m_jsonJob.reset();
    m_json.reset();
    m_jsonUnderway = false;
    m_tableReading.reset();
    m_recoded.clear();
    m_bytes.reset();
    m_end.reset();
    m_tensors.clear();
    m_table.clear();
    m_image = {};
    m_notebook = {};
    m_markdown.clear();
    m_views.clear();
    m_notice.clear();
    m_encoding.clear();
    m_file.reset();
    m_state = {};
    emit changed();
}

void PreviewController::show(const PreviewFile &file)
{
    clear();
    m_file = file;
    m_kind = fileKind(file.entry.path);
    m_state = {.phase = file.entry.size == 0 ? ViewState::Phase::Empty : ViewState::Phase::Loading};
    emit changed();
    if (file.entry.size == 0)
        return;
    if (m_kind == FileKind::Safetensors)
        openTensors(HeaderReading::Format::Safetensors);
    else if (m_kind == FileKind::Gguf)
        openTensors(HeaderReading::Format::Gguf);
    else
        openPieces();
}

void PreviewController::retry()
{
    if (m_file)
        show(PreviewFile(*m_file));
}

ViewState PreviewController::state() const
{
    return m_views.startsWith(PreviewView::Tensors) ? m_tensors.state() : m_state;
}

void PreviewController::openTensors(HeaderReading::Format format)
{
    m_views = {PreviewView::Tensors};
    m_tensors.show(*m_file, format);
}

void PreviewController::showBytes()
{
    if (!m_file || m_file->entry.size <= 0)
        return;
    m_tensors.clear();
    if (!m_bytes)
        openBytes();
    ready({PreviewView::Bytes});
}

std::unique_ptr<ByteSource> PreviewController::source() const
{
    const TreeEntry &entry = m_file->entry;
    return m_file->localPath.isEmpty()
        ? hubByteSource(m_hub, m_file->repo, m_file->revision, entry.path, entry.size)
        : localByteSource(m_file->localPath, entry.size);
}

std::unique_ptr<TextSource> PreviewController::text() const
{
    return m_recoded.isEmpty() ? std::make_unique<TextSource>(source(), *m_bytes)
                               : std::make_unique<TextSource>(m_recoded);
}

void PreviewController::openBytes()
{
    m_bytes = std::make_unique<TextSource>(source());
    connect(m_bytes.get(), &TextSource::failed, this, &PreviewController::fail);
}

void PreviewController::openPieces()
{
    openBytes();
    connect(
        m_bytes.get(), &TextSource::loaded, m_jobs.get(), [this] { onFirstPiece(); },
        Qt::SingleShotConnection);
    m_bytes->want(0, 1);
}

void PreviewController::onFirstPiece()
{
    const QByteArray start = m_bytes->bytes(0, kSniffedBytes);
    m_kind = fileKind(m_file->entry.path, start);
    m_encoding = encodingName(detectEncoding(start));
    switch (m_kind) {
    case FileKind::Safetensors: openTensors(HeaderReading::Format::Safetensors); break;
    case FileKind::Gguf: openTensors(HeaderReading::Format::Gguf); break;
    case FileKind::Image:
        openWhole(
            kImageBytes, [this](const QByteArray &bytes) { decode(bytes); },
            tr("The picture is larger than 32 MB. Download it to look at it; here are its bytes."));
        break;
    case FileKind::Notebook:
        openWhole(
            kNotebookBytes, [this](const QByteArray &bytes) { parseNotebook(bytes); },
            tr("The notebook is larger than 16 MB: here is its text."));
        break;
    case FileKind::Markdown:
        openWhole(
            kMarkdownBytes,
            [this](const QByteArray &bytes) {
                m_markdown = toUtf8(bytes, detectEncoding(bytes));
                ready({PreviewView::Markdown, PreviewView::Text});
            },
            tr("The text is larger than 2 MB: here is its source."));
        break;
    case FileKind::Csv: openTable(TableFormat::Csv); break;
    case FileKind::Tsv: openTable(TableFormat::Tsv); break;
    case FileKind::JsonLines: openTable(TableFormat::JsonLines); break;
    case FileKind::Text:
    case FileKind::Code:
    case FileKind::Json: openText(start); break;
    case FileKind::Drawing:
    case FileKind::Parquet:
    case FileKind::Arrow: openColumnar(); break;
    case FileKind::Audio:
    case FileKind::Video:
    case FileKind::Pickle:
    case FileKind::Archive:
    case FileKind::Binary: ready({PreviewView::Bytes}); break;
    }
}

void PreviewController::whenWhole(QObject *context, std::function<void(const QByteArray &)> use)
{
    const qint64 size = m_bytes->size();
    if (m_bytes->isLoaded(0, size)) {
        use(m_bytes->bytes(0, size));
        return;
    }
    auto *waiting = new QObject(context);
    connect(m_bytes.get(), &TextSource::loaded, waiting,
            [this, waiting, size, use = std::move(use)] {
                if (!m_bytes->isLoaded(0, size))
                    return;
                const auto useOnce = use; // goes with the connection
                delete waiting;
                useOnce(m_bytes->bytes(0, size));
            });
    m_bytes->want(0, size);
}

void PreviewController::openWhole(qint64 limit, std::function<void(const QByteArray &)> use,
                                  const QString &tooLarge)
{
    if (m_bytes->size() <= limit) {
        whenWhole(m_jobs.get(), std::move(use));
        return;
    }
    m_notice = tooLarge;
    ready({m_kind == FileKind::Image ? PreviewView::Bytes : PreviewView::Text});
}

// What is not UTF-8 is made so, within limits; larger texts are shown byte by byte.
void PreviewController::openText(QByteArrayView start)
{
    const TextEncoding encoding = detectEncoding(start);
    if (encoding == TextEncoding::Utf8 || m_bytes->size() > kRecodedBytes) {
        if (encoding == TextEncoding::Utf16)
            m_notice = tr("The text is UTF-16 and larger than 16 MB: here are its bytes.");
        QList<PreviewView> views{encoding == TextEncoding::Utf16 ? PreviewView::Bytes
                                                                 : PreviewView::Text};
        if (m_kind == FileKind::Json && encoding == TextEncoding::Utf8
            && m_bytes->size() <= JsonTree::kMostBytes)
            views.append(PreviewView::Tree);
        ready(views);
        return;
    }
    whenWhole(m_jobs.get(), [this, encoding](const QByteArray &bytes) {
        m_recoded = toUtf8(bytes, encoding);
        ready({PreviewView::Text});
    });
}

void PreviewController::openTable(TableFormat format)
{
    m_tableReading = std::make_unique<TableReading>(*m_bytes, format);
    connect(m_tableReading.get(), &TableReading::rowsRead, this, [this](const TableRows &rows) {
        m_table.append(rows.columns, rows.rows);
        if (rows.cut)
            m_notice = tr("Long cells and more than 1,000 columns are cut.");
        if (m_views.isEmpty())
            ready({PreviewView::Table, PreviewView::Text});
        emit tableChanged();
    });
    connect(m_tableReading.get(), &TableReading::ended, this, [this](bool early) {
        m_table.setComplete(true);
        if (early)
            m_notice
                = tr("The table goes on, but is too large to be shown whole. Look at it as text.");
        emit changed();
        emit tableChanged();
    });
    connect(m_tableReading.get(), &TableReading::failed, this, &PreviewController::fail);
    m_tableReading->more();
}

// The bytes at once; whether the file is whole is told when its end is here.
void PreviewController::openColumnar()
{
    ready({PreviewView::Bytes});
    const qint64 size = m_file->entry.size;
    const qint64 end = qMax(qint64(0), size - kColumnarEnd);
    m_end = source();
    m_end->read(end, size - end, [this, size](const Result<QByteArray> &last) {
        if (!last)
            return;
        m_notice = columnarFinding(m_kind, m_bytes->bytes(0, kColumnarEnd), *last, size);
        emit changed();
    });
}

void PreviewController::decode(const QByteArray &bytes)
{
    QtConcurrent::run(decodeImage, bytes)
        .then(m_jobs.get(), [this](const Result<PreviewImage> &image) {
            if (image) {
                m_image = *image;
                ready({PreviewView::Image, PreviewView::Bytes});
                return;
            }
            m_notice = image.error().message;
            ready({PreviewView::Bytes});
        });
}

void PreviewController::readJson()
{
    if (m_json || m_jsonUnderway)
        return;
    m_jsonUnderway = true;
    m_jsonJob = std::make_unique<QObject>(); // an earlier wish is dropped
    whenWhole(m_jsonJob.get(), [this](const QByteArray &bytes) { parseJson(bytes); });
}

void PreviewController::parseJson(const QByteArray &bytes)
{
    using Tree = std::shared_ptr<const JsonTree>;
    QtConcurrent::run([bytes] {
        return JsonTree::read(bytes).transform(
            [](JsonTree &&tree) -> Tree { return std::make_shared<JsonTree>(std::move(tree)); });
    }).then(m_jsonJob.get(), [this](const Result<Tree> &tree) {
        m_jsonUnderway = false;
        m_json = tree.value_or(nullptr);
        emit jsonRead(tree);
    });
}

void PreviewController::parseNotebook(const QByteArray &bytes)
{
    QtConcurrent::run(readNotebook, bytes)
        .then(m_jobs.get(), [this](const Result<Notebook> &notebook) {
            if (notebook) {
                m_notebook = *notebook;
                ready({PreviewView::Notebook, PreviewView::Text});
                return;
            }
            m_notice = notebook.error().message;
            ready({PreviewView::Text});
        });
}

void PreviewController::ready(const QList<PreviewView> &views)
{
    m_views = views;
    m_state = {.phase = ViewState::Phase::Ready};
    emit changed();
}

// With something shown already the views stay, and the error goes above them.
void PreviewController::fail(const HubError &error)
{
    m_state = {.phase = ViewState::Phase::Failed, .error = error};
    m_jsonUnderway = false;
    emit changed();
}
