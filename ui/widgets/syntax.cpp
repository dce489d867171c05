#include "ui/widgets/syntax.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

#include <QHash>

using namespace Qt::StringLiterals;

namespace {

// A longer line is not worth a regular expression: minified code has no structure to see.
constexpr qsizetype kMaxHighlightedLine = 8192; // characters

CodeTone codeToneOf(KSyntaxHighlighting::Theme::TextStyle style)
{
    using S = KSyntaxHighlighting::Theme;
    switch (style) {
    case S::Keyword:
    case S::ControlFlow:
    case S::Import:
    case S::Preprocessor: return CodeTone::Keyword;
    case S::Char:
    case S::SpecialChar:
    case S::String:
    case S::VerbatimString:
    case S::SpecialString: return CodeTone::String;
    case S::DecVal:
    case S::BaseN:
    case S::Float:
    case S::Constant: return CodeTone::Number;
    case S::DataType:
    case S::Attribute: return CodeTone::Type;
    case S::Comment:
    case S::Documentation:
    case S::Annotation:
    case S::CommentVar:
    case S::RegionMarker:
    case S::Information: return CodeTone::Comment;
    default: return CodeTone::Plain;
    }
}

// Short names that people write behind a fence and the definitions do not list.
QString fullLanguageName(const QString &name)
{
    static const QHash<QString, QString> names{
        {u"py"_s, u"Python"_s},     {u"python3"_s, u"Python"_s},
        {u"js"_s, u"JavaScript"_s}, {u"jsx"_s, u"JavaScript"_s},
        {u"ts"_s, u"TypeScript"_s}, {u"sh"_s, u"Bash"_s},
        {u"shell"_s, u"Bash"_s},    {u"console"_s, u"Bash"_s},
        {u"yml"_s, u"YAML"_s},      {u"md"_s, u"Markdown"_s},
        {u"c++"_s, u"C++"_s},       {u"rs"_s, u"Rust"_s},
        {u"jsonl"_s, u"JSON"_s},    {u"jsonc"_s, u"JSON"_s},
        {u"golang"_s, u"Go"_s},     {u"dockerfile"_s, u"Dockerfile"_s},
    };
    return names.value(name.toLower(), name);
}

} // namespace

Tone toneOf(CodeTone tone)
{
    switch (tone) {
    case CodeTone::Plain: return &Tokens::text;
    case CodeTone::Keyword: return &Tokens::keyword;
    case CodeTone::String: return &Tokens::string;
    case CodeTone::Number: return &Tokens::number;
    case CodeTone::Type: return &Tokens::type;
    case CodeTone::Comment: return &Tokens::secondary;
    }
    return &Tokens::text;
}

struct SyntaxState::Data
{
    KSyntaxHighlighting::State state;
};

SyntaxState::SyntaxState()
    : d(std::make_unique<Data>())
{ }

SyntaxState::SyntaxState(const SyntaxState &other)
    : d(std::make_unique<Data>(*other.d))
{ }

SyntaxState &SyntaxState::operator=(const SyntaxState &other)
{
    *d = *other.d;
    return *this;
}

SyntaxState::~SyntaxState() = default;

bool SyntaxState::operator==(const SyntaxState &other) const
{
    return d->state == other.d->state;
}

class SyntaxEngine::Collector final : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    KSyntaxHighlighting::Repository repository;
    QList<CodeSpan> spans;

    KSyntaxHighlighting::State run(const QString &line, const KSyntaxHighlighting::State &state)
    {
        return highlightLine(line, state);
    }

    bool use(const KSyntaxHighlighting::Definition &found)
    {
        setDefinition(found);
        return found.isValid();
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        const CodeTone tone = codeToneOf(format.textStyle());
        if (tone == CodeTone::Plain || length <= 0)
            return;
        if (!spans.isEmpty() && spans.last().tone == tone
            && spans.last().start + spans.last().length == offset)
            spans.last().length += length;
        else
            spans.append({offset, length, tone});
    }
};

SyntaxEngine::SyntaxEngine()
    : m_collector(std::make_unique<Collector>())
{ }

SyntaxEngine::~SyntaxEngine() = default;

bool SyntaxEngine::setLanguage(const QString &name)
{
    const QString full = fullLanguageName(name);
    auto found = m_collector->repository.definitionForName(full);
    if (!found.isValid())
        found = m_collector->repository.definitionForFileName(u"x."_s + full);
    return m_collector->use(found);
}

bool SyntaxEngine::setFileName(const QString &name)
{
    return m_collector->use(m_collector->repository.definitionForFileName(name));
}

bool SyntaxEngine::hasLanguage() const
{
    return m_collector->definition().isValid();
}

QList<CodeSpan> SyntaxEngine::highlight(const QString &line, SyntaxState &state)
{
    if (!hasLanguage() || line.size() > kMaxHighlightedLine)
        return {};
    m_collector->spans.clear();
    state.d->state = m_collector->run(line, state.d->state);
    return std::move(m_collector->spans);
}
