#pragma once

#include "app/hub/types.h"

#include <QByteArray>
#include <QString>
#include <QTimeZone>

// Made-up answers of the Hub for the benchmarks, with the fields and sizes that real ones have.
namespace BenchRepos {

inline QString idOf(int i)
{
    return QStringLiteral("owner-%1/model-%2-instruct-GGUF").arg(i % 97).arg(i);
}

inline RepoSummary summary(int i)
{
    RepoSummary repo{.id = *RepoId::parse(RepoKind::Model, idOf(i))};
    repo.author = repo.id.owner();
    repo.downloads = 9'000'000 / (i + 1);
    repo.likes = 5'000 / (i + 1);
    repo.updatedAt = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::UTC).addSecs(-i * 3600);
    repo.task = QStringLiteral("text-generation");
    repo.library = QStringLiteral("transformers");
    repo.parameters = 7'241'732'096;
    repo.gate = i % 9 == 0 ? Gate::Automatic : Gate::None;
    return repo;
}

// What GET /api/models answers, some 900 bytes an entry.
inline QByteArray listAnswer(int count)
{
    QByteArray json = "[";
    for (int i = 0; i < count; ++i) {
        const QByteArray id = idOf(i).toUtf8();
        json += i ? ",{" : "{";
        json += R"("_id":"65f0c0ffee000000000)" + QByteArray::number(10'000 + i) + R"(","id":")"
            + id + R"(","modelId":")" + id + R"(","author":"owner-)" + QByteArray::number(i % 97)
            + R"(","likes":)" + QByteArray::number(5'000 / (i + 1)) + R"(,"downloads":)"
            + QByteArray::number(9'000'000 / (i + 1)) + R"(,"private":false,"gated":)"
            + (i % 9 ? "false" : "\"auto\"")
            + R"(,"pipeline_tag":"text-generation","library_name":"transformers")"
              R"(,"createdAt":"2025-11-03T08:15:30.000Z","lastModified":"2026-02-11T17:05:12.000Z")"
              R"(,"safetensors":{"total":7241732096},"tags":["transformers","safetensors","gguf",)"
              R"("llama","text-generation","conversational","en","de","fr","es","it","pt","hi","th",)"
              R"("arxiv:2204.05149","license:apache-2.0","autotrain_compatible",)"
              R"("text-generation-inference","endpoints_compatible","region:us"]})";
    }
    return json + "]";
}

// What GET /api/models/.../tree/main?recursive=true answers: folders of filesEach files.
inline QByteArray treeAnswer(int folders, int filesEach)
{
    QByteArray json = "[";
    const QByteArray oid(40, 'a');
    const QByteArray sha(64, 'b');
    for (int f = 0; f < folders; ++f) {
        const QByteArray folder = "shard-" + QByteArray::number(1'000 + f);
        json += f ? ",{" : "{";
        json += R"("type":"directory","oid":")" + oid + R"(","size":0,"path":")" + folder + "\"}";
        for (int i = 0; i < filesEach; ++i)
            json += R"(,{"type":"file","oid":")" + oid + R"(","size":)"
                + QByteArray::number(4'096 + i * 977) + R"(,"lfs":{"oid":")" + sha + R"(","size":)"
                + QByteArray::number(400'000 + i * 977) + R"(,"pointerSize":134},"path":")" + folder
                + "/part-" + QByteArray::number(10'000 + i) + ".parquet\"}";
    }
    return json + "]";
}

} // namespace BenchRepos
