#pragma once

#include "tests/support/scriptedhub.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

// A repository with everything a tab shows, as a ScriptedHub answers for it. Names are invented.
class SampleRepo final
{
public:
    explicit SampleRepo(ScriptedHub &hub, const QString &id = QStringLiteral("openfjord/skald-13b"),
                        const QString &segment = QStringLiteral("models"))
        : m_hub(hub)
        , m_id(id)
        , m_api("/api/" + segment.toUtf8() + '/' + id.toUtf8())
    {
        const QByteArray sha = commit();
        fill(QStringLiteral("draft"),
             {{QStringLiteral("draft/config.json"), 946},
              {QStringLiteral("draft/model.safetensors"), 812'000'000}},
             sha);
        fill(QStringLiteral("assets"), {{QStringLiteral("assets/architecture.png"), 372'000}}, sha);
        QList<std::pair<QString, qint64>> root{{QStringLiteral("assets"), -1},
                                               {QStringLiteral("draft"), -1},
                                               {QStringLiteral(".gitattributes"), 1'600},
                                               {QStringLiteral("LICENSE"), 11'400},
                                               {QStringLiteral("README.md"), 14'200},
                                               {QStringLiteral("config.json"), 1'100}};
        for (int i = 1; i <= 6; ++i)
            root << std::pair(QStringLiteral("model-0000%1-of-00006.safetensors").arg(i),
                              qint64(i == 6 ? 1'500'000'000 : 4'900'000'000));
        root << std::pair(QStringLiteral("model.safetensors.index.json"), qint64(33'800));
        root << std::pair(QStringLiteral("tokenizer.json"), qint64(6'400'000));
        fill({}, root, sha);
        hub.reply(m_api + "/revision/", {200, info().toUtf8(), {}, false});
        hub.reply(m_api + "/refs", {200, refs(), {}, false});
        hub.reply("/resolve/" + sha + "/README.md", {200, readme(), {}, false});
        hub.reply(m_api + "/commits/", {200, commits(), "X-Total-Count: 3\r\n", false});
        hub.reply(m_api + "/discussions", {200, discussions(), {}, false});
        hub.reply(m_api + "/discussions/41", {200, thread(), {}, false});
        hub.reply(
            m_api + "/runtime",
            {200,
             R"({"stage":"RUNNING","hardware":{"current":"t4-small","requested":"l4x1"},"gcTimeout":3600,
            "replicas":{"current":1,"requested":1},"domains":[{"domain":"tide.example","isCustom":false,"stage":"READY"}]})",
             {},
             false});
        hub.reply(
            "/api/spaces/hardware",
            {200,
             R"([{"name":"t4-small","prettyName":"Nvidia T4 - small","cpu":"4 vCPU","ram":"15 GB",
            "accelerator":{"type":"gpu","model":"Nvidia T4","quantity":"1","vram":"16 GB","manufacturer":"Nvidia"},"unitCostMicroUSD":6667,"unitCostUSD":0.006667,"unitLabel":"minute"},
            {"name":"l4x1","prettyName":"Nvidia L4","cpu":"8 vCPU","ram":"30 GB","accelerator":null,"unitCostMicroUSD":13333,"unitCostUSD":0.013333,"unitLabel":"minute"}])",
             {},
             false});
    }

    static QByteArray commit()
    {
        return QByteArray(8, '8').append("e51c07").leftJustified(40, 'a');
    }
    QByteArray api() const { return m_api; }
    QStringList files() const { return m_paths; }

    QString info(const QByteArray &sha = commit(), const QJsonObject &more = {}) const
    {
        QJsonArray siblings;
        for (const QString &path : m_paths)
            siblings << QJsonObject{{QStringLiteral("rfilename"), path},
                                    {QStringLiteral("size"), m_sizes.value(path)}};
        QJsonObject info{
            {QStringLiteral("id"), m_id},
            {QStringLiteral("sha"), QString::fromLatin1(sha)},
            {QStringLiteral("lastModified"),
             QDateTime::currentDateTimeUtc().addDays(-8).toString(Qt::ISODateWithMs)},
            {QStringLiteral("downloads"), 402'310},
            {QStringLiteral("likes"), 988},
            {QStringLiteral("gated"), QStringLiteral("auto")},
            {QStringLiteral("pipeline_tag"), QStringLiteral("text-generation")},
            {QStringLiteral("library_name"), QStringLiteral("transformers")},
            {QStringLiteral("cardData"),
             QJsonObject{{QStringLiteral("license"), QStringLiteral("apache-2.0")}}},
            {QStringLiteral("safetensors"),
             QJsonObject{{QStringLiteral("total"), qint64(13'000'000'000)},
                         {QStringLiteral("parameters"),
                          QJsonObject{{QStringLiteral("BF16"), qint64(13'000'000'000)}}}}},
            {QStringLiteral("siblings"), siblings}};
        for (auto it = more.begin(); it != more.end(); ++it)
            info.insert(it.key(), it.value());
        return QString::fromUtf8(QJsonDocument(info).toJson(QJsonDocument::Compact));
    }

private:
    void fill(const QString &folder, const QList<std::pair<QString, qint64>> &entries,
              const QByteArray &sha)
    {
        QJsonArray list;
        int day = 3;
        for (const auto &[path, size] : entries) {
            const bool isFolder = size < 0;
            const bool large = size > 1'000'000;
            QJsonObject entry{
                {QStringLiteral("type"),
                 isFolder ? QStringLiteral("directory") : QStringLiteral("file")},
                {QStringLiteral("path"), path},
                {QStringLiteral("oid"), QString(40, u'c')},
                {QStringLiteral("size"), isFolder ? 0 : size},
                {QStringLiteral("lastCommit"),
                 QJsonObject{{QStringLiteral("id"), QString(40, u'd')},
                             {QStringLiteral("title"),
                              large ? QStringLiteral("Weights at step 184,000")
                                    : QStringLiteral(
                                          "Set max_position_embeddings to 32768 for every file")},
                             {QStringLiteral("date"),
                              QDateTime::currentDateTimeUtc()
                                  .addDays(-(day += 5))
                                  .toString(Qt::ISODateWithMs)}}}};
            if (large) {
                entry.insert(QStringLiteral("lfs"),
                             QJsonObject{{QStringLiteral("oid"), QString(64, u'e')},
                                         {QStringLiteral("size"), size},
                                         {QStringLiteral("pointerSize"), 134}});
                if (size > 100'000'000)
                    entry.insert(QStringLiteral("xetHash"), QString(64, u'f'));
            }
            if (!isFolder) {
                entry.insert(QStringLiteral("securityFileStatus"),
                             QJsonObject{{QStringLiteral("status"),
                                          path.endsWith(QStringLiteral("tokenizer.json"))
                                              ? QStringLiteral("queued")
                                              : QStringLiteral("safe")}});
                m_paths << path;
                m_sizes.insert(path, size);
            }
            list << entry;
        }
        const QByteArray target
            = m_api + "/tree/" + sha + (folder.isEmpty() ? QByteArray("?") : '/' + folder.toUtf8());
        m_hub.reply(target, {200, QJsonDocument(list).toJson(QJsonDocument::Compact), {}, false});
    }

    static QByteArray refs()
    {
        return R"({"branches":[{"name":"main","ref":"refs/heads/main","targetCommit":"a"},{"name":"dev","ref":"refs/heads/dev","targetCommit":"b"}],
            "tags":[{"name":"v1.0","ref":"refs/tags/v1.0","targetCommit":"c"}],"converts":[{"name":"parquet","ref":"refs/convert/parquet","targetCommit":"d"}],
            "pullRequests":[{"name":"41","ref":"refs/pr/41","targetCommit":"e"}]})";
    }
    static QByteArray readme()
    {
        return "---\nlicense: apache-2.0\nlanguage:\n- en\n- is\n- nb\n- da\n- sv\nlibrary_name: "
               "transformers\npipeline_tag: text-generation\n"
               "base_model: openfjord/skald-13b-base\ndatasets:\n- openfjord/nordic-dialogues\n- "
               "tabula/public-tales-2\nmetrics:\n- accuracy\n- chrf\ngated: auto\n---\n"
               "# Skald 13B\n\nA storytelling and dialogue model for 31 languages, strongest in "
               "the Nordic ones. It reads up to 32,768 tokens and "
               "follows a style sheet given in the first message. Start from "
               "[openfjord/skald-13b-base](https://huggingface.co/openfjord/skald-13b-base) if you "
               "want to train further.\n\n"
               "![Architecture](assets/architecture.png) "
               "![Badge](https://badges.example/x.png)\n\n## Use it\n\n```python\nfrom "
               "transformers import pipeline\n"
               "pipe = pipeline(\"text-generation\", model=\"openfjord/skald-13b\")\n```\n\n## "
               "Results\n\n| Benchmark | Skald 13B | Skald 6B | Shots |\n|---|---:|---:|---:|\n"
               "| MMLU-Pro | 52.6 | 44.0 | 5 |\n| IFEval | 78.9 | 71.3 | 0 |\n\n## Known limits "
               "and plans\n\n- [x] Chat template\n- [ ] 4-bit weights\n\n## Licence and "
               "citation\n\nApache 2.0.\n";
    }
    static QByteArray commits()
    {
        return R"([{"id":"8888888888aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","title":"Weights at step 184,000","message":"","authors":[{"user":"ada"}],"date":"2026-11-12T10:00:00.000Z"},
            {"id":"7777777777aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","title":"Held-out results in the card","message":"More","authors":[{"user":"miriam-k"},{"user":"ada"}],"date":"2026-10-02T10:00:00.000Z"},
            {"id":"6666666666aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","title":"Initial commit","message":"","authors":[{"user":"ada"}],"date":"2026-08-02T10:00:00.000Z"}])";
    }
    static QByteArray discussions()
    {
        return R"({"count":4,"start":0,"discussions":[
            {"num":41,"title":"Chat template drops the system turn after a tool call","status":"open","isPullRequest":true,"createdAt":"2026-11-19T10:00:00.000Z","author":{"name":"miriam-k"},"numComments":6,"pinned":false},
            {"num":40,"title":"Which licence covers the training data?","status":"open","isPullRequest":false,"createdAt":"2026-11-18T10:00:00.000Z","author":{"name":"tobias.w"},"numComments":2,"pinned":true},
            {"num":37,"title":"Correct the context length in the card","status":"merged","isPullRequest":true,"createdAt":"2026-11-12T10:00:00.000Z","author":{"name":"lucia-f"},"numComments":3},
            {"num":36,"title":"\u0645\u0634\u0643\u0644\u0629 \u0641\u064a \u062a\u0631\u0645\u064a\u0632 \u0627\u0644\u0646\u0635","status":"closed","isPullRequest":false,"createdAt":"2026-11-11T10:00:00.000Z","numComments":5}]})";
    }
    static QByteArray thread()
    {
        return R"({"num":41,"title":"Chat template drops the system turn after a tool call","status":"open","isPullRequest":true,"author":{"name":"miriam-k"},
            "createdAt":"2026-11-19T10:00:00.000Z","pinned":false,"locked":false,"changes":{"base":"refs/heads/main"},
            "diff":"diff --git a/chat_template.jinja b/chat_template.jinja\n--- a/chat_template.jinja\n+++ b/chat_template.jinja\n@@ -1,2 +1,2 @@\n for turn in messages:\n-    keep_system=False\n+    keep_system=True\n",
            "events":[
            {"id":"1","type":"comment","createdAt":"2026-11-19T10:00:00.000Z","author":{"name":"miriam-k"},"data":{"edited":true,"hidden":false,"latest":{"raw":"The template writes the tool result **before** the system turn. The fix in `chat_template.jinja`, in short:\n\n```python\nfor turn in messages:\n    text += render(turn, keep_system=True)\n```"}}},
            {"id":"2","type":"commit","createdAt":"2026-11-19T11:00:00.000Z","author":{"name":"miriam-k"},"data":{"subject":"Keep the system turn first","oid":"7d31f0c000000000000000000000000000000000"}},
            {"id":"3","type":"status-change","createdAt":"2026-11-20T04:00:00.000Z","author":{"name":"ada"},"data":{"status":"open"}},
            {"id":"4","type":"title-change","createdAt":"2026-11-20T05:00:00.000Z","author":{"name":"ada"},"data":{"from":"Template bug","to":"Chat template drops the system turn"}},
            {"id":"5","type":"something-new","createdAt":"2026-11-20T05:00:00.000Z","author":{"name":"ada"},"data":{}},
            {"id":"6","type":"comment","createdAt":"2026-11-20T06:00:00.000Z","data":{"edited":false,"hidden":false,"latest":{"raw":"Not a duplicate: #28 was about the *generation prompt*. Two things before merging:\n\n1. keep `tool_calls` in the order of the request\n2. bump `template_version`"}}},
            {"id":"7","type":"comment","createdAt":"2026-11-20T06:30:00.000Z","author":{"name":"spam"},"data":{"edited":false,"hidden":true,"latest":{"raw":"buy"}}}]})";
    }

    ScriptedHub &m_hub;
    QString m_id;
    QByteArray m_api;
    QStringList m_paths;
    QHash<QString, qint64> m_sizes;
};
