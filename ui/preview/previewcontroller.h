#pragma once

#include "app/preview/filekind.h"
#include "app/preview/jsontree.h"
#include "app/preview/notebook.h"
#include "models/tablemodel.h"
#include "ui/preview/imagedecode.h"
#include "ui/preview/previewfile.h"
#include "ui/preview/tensorpreview.h"

enum class TableFormat;
class ByteSource;
class TableReading;
class TextSource;

// Decides how a file is shown and reads what that takes: for most kinds the first 256 kB, for
// weights their header only. One file at a time; what belongs to an earlier one is dropped.
class PreviewController final : public QObject
{
    Q_OBJECT

public:
    explicit PreviewController(HubClient &hub, QObject *parent = nullptr);
    ~PreviewController() override;

    void show(const PreviewFile &file);
    void clear();
    void retry();
    void showBytes(); // of a file that is shown in another way

    const PreviewFile *file() const { return m_file ? &*m_file : nullptr; }
    FileKind kind() const { return m_kind; }
    ViewState state() const;
    // How the file can be shown, the best way first; empty while that is not known.
    const QList<PreviewView> &views() const { return m_views; }
    QString notice() const
    {
        return m_notice;
    } // why not in a better way, or what is odd: one sentence, may be empty

    // For a viewer of its own: what is already here, and the rest as it is wanted. UTF-8 or
    // Latin-1.
    std::unique_ptr<TextSource> text() const;
    TextSource *bytes() { return m_bytes.get(); } // as stored
    QString encoding() const { return m_encoding; } // "UTF-8"
    TensorPreview &tensors() { return m_tensors; }
    TableModel &table() { return m_table; }
    const PreviewImage &image() const { return m_image; }
    const Notebook &notebook() const { return m_notebook; }
    QByteArray markdown() const { return m_markdown; }
    // The document as a tree, kept while its file is shown; null: not read. readJson() reads it,
    // and jsonRead() follows once, however often it was called meanwhile; after an error it reads
    // again.
    const std::shared_ptr<const JsonTree> &json() const { return m_json; }
    void readJson();

signals:
    void changed(); // state, kind or views
    void tableChanged(); // a part of a table came, or its end
    void jsonRead(const Result<std::shared_ptr<const JsonTree>> &tree);

private:
    std::unique_ptr<ByteSource> source() const;
    void openPieces();
    void onFirstPiece();
    void openText(QByteArrayView start);
    void openTable(TableFormat format);
    void openWhole(qint64 limit, std::function<void(const QByteArray &)> use,
                   const QString &tooLarge);
    // use runs once all bytes are here, and never when context was destroyed before.
    void whenWhole(QObject *context, std::function<void(const QByteArray &)> use);
    void parseJson(const QByteArray &bytes);
    void openTensors(HeaderReading::Format format);
    void openBytes();
    void openColumnar();
    void decode(const QByteArray &bytes);
    void parseNotebook(const QByteArray &bytes);
    void ready(const QList<PreviewView> &views);
    void fail(const HubError &error);

    HubClient &m_hub;
    std::optional<PreviewFile> m_file;
    FileKind m_kind = FileKind::Text;
    ViewState m_state;
    QList<PreviewView> m_views;
    QString m_notice;
    QString m_encoding;
    std::unique_ptr<TextSource> m_bytes; // the file as stored
    std::unique_ptr<ByteSource> m_end; // of a Parquet or Arrow file
    QByteArray m_recoded; // the same in UTF-8 when it is stored otherwise
    std::unique_ptr<TableReading> m_tableReading;
    std::unique_ptr<QObject> m_jobs; // context of what runs on the pool for this file
    std::unique_ptr<QObject> m_jsonJob; // the same of the tree
    std::shared_ptr<const JsonTree> m_json;
    bool m_jsonUnderway = false;
    TensorPreview m_tensors;
    TableModel m_table;
    PreviewImage m_image;
    Notebook m_notebook;
    QByteArray m_markdown;
};
