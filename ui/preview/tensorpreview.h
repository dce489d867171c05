#pragma once

#include "app/preview/headerreading.h"
#include "models/tensormodel.h"
#include "ui/preview/previewfile.h"
#include "ui/viewstate.h"

#include <QElapsedTimer>

#include <vector>

class ByteSource;
class HubClient;

// Reads the tensors of one file of weights, and on demand those of all the shards it belongs to.
// Owns every read; clear() and show() silence the earlier ones.
class TensorPreview final : public QObject
{
    Q_OBJECT

public:
    // What it cost, for the footer.
    struct Traffic
    {
        qint64 bytes = 0;
        int reads = 0;
        qint64 milliseconds = -1; // of reading what is shown; -1: still reading
    };

    explicit TensorPreview(HubClient &hub, QObject *parent = nullptr);
    ~TensorPreview() override;

    void clear();
    void show(const PreviewFile &file, HeaderReading::Format format);
    // shards: of all files, which are read at the first call; else of the one file.
    void setAllShards(bool all);
    void goOn(); // past the allowance; see wanted()

    TensorModel &model() { return m_model; }
    const ViewState &state() const { return m_state; }
    QStringList shards() const { return m_shards; } // empty: not sharded
    int shardsRead() const;
    bool showsAllShards() const { return m_all; }
    qint64 shardTensors() const { return m_shardTensors; } // of all shards; -1: not known
    qint64 wanted() const { return m_wanted; } // bytes that goOn() would read in all; 0: complete
    qint64 allowance() const { return HeaderReading::allowance(m_format); }
    Traffic traffic() const;
    const PreviewFile *file() const { return m_file ? &*m_file : nullptr; }

signals:
    void changed();

private:
    std::unique_ptr<ByteSource> sourceOf(const QString &path, qint64 size) const;
    void onOwn(const Result<HeaderReading::Outcome> &outcome);
    void readIndex();
    void readShards();
    void onShard(const QString &path, const Result<HeaderReading::Outcome> &outcome);
    void joinShards();
    void setPhase(ViewState::Phase phase);

    HubClient &m_hub;
    std::optional<PreviewFile> m_file;
    HeaderReading::Format m_format = HeaderReading::Format::Safetensors;
    TensorModel m_model;
    ViewState m_state;
    TensorSet m_own; // of the one file
    QStringList m_shards;
    QMap<QString, TensorSet> m_sets; // by shard, as they come
    std::vector<std::unique_ptr<HeaderReading>> m_readings; // the first is the file's own
    std::unique_ptr<ByteSource> m_index;
    QElapsedTimer m_clock;
    qint64 m_ownTime = 0; // ms that reading this file's header took
    qint64 m_allTime = -1; // ms that the other shards' took; -1: not all are read
    qint64 m_shardTensors = -1;
    qint64 m_wanted = 0;
    qsizetype m_nextShard = 0;
    bool m_all = false;
};
