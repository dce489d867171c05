#include "app/text/yamltree.h"

#include <QCoreApplication>
#include <QStringList>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <sstream>

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostTreeText
    = 100'000; // characters; the largest real ones with results have 60,000
constexpr int kMostTreeNodes = 20'000;
constexpr qsizetype kDeepestTree = 40;

struct TooMuchYaml
{ };

// Puts the parser's events together again. Marks count bytes of UTF-8; nodes count characters.
class TreeBuilder final : public YAML::EventHandler
{
public:
    explicit TreeBuilder(const QString &yaml)
        : m_lines(yaml.split(u'\n'))
    { }

    YamlNode root;

    void OnDocumentStart(const YAML::Mark &) override { }
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        add(YamlNode::Kind::Null, mark, {}, anchor);
    }
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        add(YamlNode::Kind::Alias, mark, {}, anchor).text = QString::number(anchor);
    }
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  const std::string &value) override
    {
        YamlNode &node = add(YamlNode::Kind::Scalar, mark, tag, anchor);
        node.text = QString::fromStdString(value);
        node.isPlain = tag == "?";
    }
    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override
    {
        open(add(YamlNode::Kind::List, mark, tag, anchor), style);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override
    {
        open(add(YamlNode::Kind::Map, mark, tag, anchor), style);
    }
    void OnMapEnd() override { close(); }

private:
    YamlNode &add(YamlNode::Kind kind, const YAML::Mark &mark, const std::string &tag,
                  YAML::anchor_t anchor)
    {
        if (++m_count > kMostTreeNodes || m_open.size() > kDeepestTree)
            throw TooMuchYaml();
        YamlNode *place = &root;
        if (!m_open.isEmpty())
            place = &m_open.last()->items.emplaceBack();
        place->kind = kind;
        // "?" is a plain scalar's own and "!" that of one in quotes.
        place->isMarked = anchor || (!tag.empty() && tag != "?" && tag != "!");
        place->line = mark.line;
        place->column = columnOf(mark);
        return *place;
    }

    void open(YamlNode &node, YAML::EmitterStyle::value style)
    {
        node.isFlow = style == YAML::EmitterStyle::Flow;
        m_open << &node; // stays where it is: only the last open node grows
    }

    void close()
    {
        const bool isMarked = m_open.last()->isMarked;
        const bool inside = std::ranges::any_of(m_open.last()->items, &YamlNode::isMarked);
        m_open.takeLast()->isMarked = isMarked || inside;
    }

    int columnOf(const YAML::Mark &mark) const
    {
        const QStringView line = QStringView(m_lines.value(mark.line));
        int column = 0;
        for (int bytes = 0; bytes < mark.column && column < line.size(); ++column) {
            const char16_t c = line[column].unicode();
            // The second half of a pair has no bytes of its own: the first counts all four.
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : QChar::isHighSurrogate(c) ? 4 : 3;
            if (QChar::isHighSurrogate(c))
                ++column;
        }
        return column;
    }

    const QStringList m_lines;
    QList<YamlNode *> m_open;
    int m_count = 0;
};

void setEnds(YamlNode &node, int end)
{
    node.end = end;
    const bool isMap = node.kind == YamlNode::Kind::Map;
    for (qsizetype i = 0; i < node.items.size(); ++i) {
        // A value ends where the next key begins; of a null only the neighbours know where it is.
        const qsizetype next = isMap ? (i | 1) + 1 : i + 1;
        setEnds(node.items[i], next < node.items.size() ? node.items[next].line : end);
    }
}

std::unexpected<QString> treeProblem(const char *text, const QString &arg = {},
                                     const QString &words = {})
{
    QString sentence = QCoreApplication::translate("YamlTree", text);
    if (!arg.isEmpty())
        sentence = sentence.arg(arg, words);
    return std::unexpected(sentence);
}

} // namespace

const YamlNode *YamlNode::value(QStringView key) const
{
    for (qsizetype i = 0; kind == Kind::Map && i + 1 < items.size(); i += 2) {
        if (items[i].text == key)
            return &items[i + 1];
    }
    return nullptr;
}

bool YamlNode::operator==(const YamlNode &other) const
{
    return kind == other.kind && isPlain == other.isPlain && text == other.text
        && items == other.items;
}

std::expected<YamlNode, QString> readYamlTree(const QString &yaml, int firstLine)
{
    const char *const tooLarge
        = QT_TRANSLATE_NOOP("YamlTree", "The front matter is too large to be shown as a form.");
    if (yaml.size() > kMostTreeText)
        return treeProblem(tooLarge);
    TreeBuilder builder(yaml);
    try {
        std::istringstream stream(yaml.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        if (parser.HandleNextDocument(builder))
            return treeProblem(
                QT_TRANSLATE_NOOP("YamlTree", "The front matter has several documents."));
    } catch (const TooMuchYaml &) {
        return treeProblem(tooLarge);
    } catch (const YAML::Exception &e) {
        return treeProblem(
            QT_TRANSLATE_NOOP("YamlTree", "Line %1 of the card is not valid YAML: %2"),
            QString::number(e.mark.line + firstLine), QString::fromStdString(e.msg));
    } catch (const std::exception &e) {
        return treeProblem(
            QT_TRANSLATE_NOOP("YamlTree", "Line %1 of the card is not valid YAML: %2"),
            QString::number(firstLine), QString::fromUtf8(e.what()));
    }
    setEnds(builder.root, int(yaml.count(u'\n')) + (yaml.endsWith(u'\n') ? 0 : 1));
    return std::move(builder.root);
}
