#include "app/hub/parse.h"
#include "app/preview/jsonreader.h"
#include "app/preview/jsontree.h"

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
    if (const auto tree = JsonTree::read(bytes))
        for (int node = 0; node < tree->nodeCount(); ++node)
            if (tree->key(node).size() > bytes.size()
                || (!tree->isContainer(node) && tree->text(node).size() > bytes.size())
                || (node > 0 && tree->child(tree->parent(node), tree->row(node)) != node))
                __builtin_trap();
    return 0;
}
