#include "app/preview/jsontree.h"

#include "app/preview/jsonreader.h"

#include <QCoreApplication>

namespace {

struct JsonTreeText
{
    Q_DECLARE_TR_FUNCTIONS(JsonTree)
};

} // namespace

class JsonTree::Builder final
{
public:
    explicit Builder(JsonTree &tree)
        : m_tree(tree)
        , m_reader(tree.m_text)
    { }

    // False: not JSON after lastGood().
    bool run()
    {
        using enum JsonReader::Token;
        quint32 key = 0;
        for (auto token = m_reader.next(); token != End; token = m_reader.next()) {
            if (token == Error)
                return false;
            m_good = m_reader.tokenStart();
            if (token == Key)
                key = quint32(m_reader.tokenStart());
            else if (token == EndObject || token == EndArray)
                close();
            else if (!add(token, std::exchange(key, 0)))
                break;
        }
        while (m_open >= 0) // cut
            close();
        return m_tree.nodeCount() > 0;
    }
    qsizetype lastGood() const { return m_good; }

private:
    bool add(JsonReader::Token token, quint32 key)
    {
        if (m_tree.nodeCount() == kMostNodes) {
            m_tree.m_cut = true;
            return false;
        }
        const auto start = quint32(m_reader.tokenStart());
        const qint32 row = m_open < 0 ? 0 : m_tree.m_nodes[m_open].children++;
        m_tree.m_nodes.append({.start = start,
                               .end = start + quint32(m_reader.raw().size()),
                               .key = key,
                               .parent = m_open,
                               .row = row,
                               .kind = kindOf(token)});
        if (m_tree.isContainer(m_tree.nodeCount() - 1))
            m_open = m_tree.nodeCount() - 1;
        return true;
    }

    void close()
    {
        Node &node = m_tree.m_nodes[m_open];
        node.end = quint32(m_reader.tokenStart()) + 1;
        m_open = node.parent;
    }

    static Kind kindOf(JsonReader::Token token)
    {
        switch (token) {
        case JsonReader::Token::BeginObject: return Kind::Object;
        case JsonReader::Token::BeginArray: return Kind::Array;
        case JsonReader::Token::String: return Kind::String;
        case JsonReader::Token::Number: return Kind::Number;
        case JsonReader::Token::True:
        case JsonReader::Token::False: return Kind::Boolean;
        case JsonReader::Token::Null:
        case JsonReader::Token::Key:
        case JsonReader::Token::EndObject:
        case JsonReader::Token::EndArray:
        case JsonReader::Token::End:
        case JsonReader::Token::Error: break;
        }
        return Kind::Null;
    }

    JsonTree &m_tree;
    JsonReader m_reader;
    qint32 m_open = -1; // the innermost container that is not closed
    qsizetype m_good = 0;
};

Result<JsonTree> JsonTree::read(const QByteArray &utf8)
{
    JsonTree tree;
    tree.m_text = utf8.first(qMin(utf8.size(), qsizetype(kMostBytes)));
    Builder builder(tree);
    if (!builder.run()) {
        const qsizetype line = tree.m_text.first(builder.lastGood()).count('\n') + 1;
        HubError error = HubError::badReply({});
        error.message
            = JsonTreeText::tr("This is not valid JSON after line %1: look at it as text.")
                  .arg(line);
        return std::unexpected(error);
    }
    tree.linkChildren();
    return tree;
}

void JsonTree::linkChildren()
{
    m_children.resize(m_nodes.size() - 1);
    qint32 first = 0;
    for (Node &node : m_nodes) {
        node.first = first;
        first += node.children;
    }
    for (qint32 i = 1; i < nodeCount(); ++i)
        m_children[m_nodes.at(m_nodes.at(i).parent).first + m_nodes.at(i).row] = i;
}

QString JsonTree::key(int node, qsizetype most) const
{
    const Node &n = m_nodes.at(node);
    if (n.parent < 0 || kind(n.parent) != Kind::Object)
        return {};
    return JsonReader::unescaped(QByteArrayView(m_text).sliced(n.key + 1), most);
}

QString JsonTree::text(int node, qsizetype most) const
{
    const Node &n = m_nodes.at(node);
    const QByteArrayView raw = QByteArrayView(m_text).sliced(n.start, n.end - n.start);
    if (n.kind == Kind::String)
        return JsonReader::unescaped(raw.sliced(1), most);
    // A character is at most three bytes.
    return QString::fromUtf8(most < raw.size() / 3 ? raw.first(most * 3) : raw).left(most);
}
