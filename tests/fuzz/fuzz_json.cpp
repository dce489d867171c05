#include "app/hub/parse.h"
#include "app/preview/jsonreader.h"

// The Hub's answers: every parser of them, and the token reader.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray bytes(reinterpret_cast<const char *>(data), qsizetype(size));
    const Body body{.bytes = bytes, .url = QUrl(QStringLiteral("https://hub.example/api/models"))};
    (void)parseAccount(body);
    for (const RepoKind kind : {RepoKind::Model, RepoKind::Dataset, RepoKind::Space}) {
        (void)parseRepoPage(kind, body);
        (void)parseRepoInfo(kind, body);
    }
    (void)parseFacets(body);
    (void)parseQuickHits(body);
    (void)parseRefs(body);
    (void)parseCommitPage(body);
    (void)parseTreePage(body);
    (void)parseDiscussionPage(body);
    (void)parseDiscussionThread(body);
    (void)parseSpaceRuntime(body);
    (void)parseHardware(body);

    JsonReader json(bytes);
    for (auto token = json.next();
         token != JsonReader::Token::End && token != JsonReader::Token::Error;
         token = json.next()) {
        if (token == JsonReader::Token::Key || token == JsonReader::Token::String)
            (void)json.string();
        (void)json.integer();
    }
    return 0;
}
