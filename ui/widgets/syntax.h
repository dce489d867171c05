#pragma once

#include "ui/theme/tokens.h"

#include <QList>
#include <QString>

#include <memory>

enum class CodeTone : quint8 { Plain, Keyword, String, Number, Type, Comment };

// The colour of a tone: the same five in every language.
Tone toneOf(CodeTone tone);

struct CodeSpan
{
    qsizetype start = 0;
    qsizetype length = 0;
    CodeTone tone = CodeTone::Plain;
    bool operator==(const CodeSpan &) const = default;
};

// Where a line of code begins inside comments, strings and the like. Cheap to copy and to keep.
class SyntaxState final
{
public:
    SyntaxState();
    SyntaxState(const SyntaxState &other);
    SyntaxState &operator=(const SyntaxState &other);
    ~SyntaxState();

    bool operator==(const SyntaxState &other) const;

private:
    friend class SyntaxEngine;
    struct Data;
    std::unique_ptr<Data> d;
};

// Tells keywords, strings, numbers, types and comments of a line apart. Owns its definitions: one
// engine serves one thread at a time, making one costs some 5 ms.
class SyntaxEngine final
{
public:
    SyntaxEngine();
    ~SyntaxEngine();

    bool setLanguage(const QString &name); // as written behind a fence: "python", "js"
    bool setFileName(const QString &name); // "config.json"
    bool hasLanguage() const;

    // Spans that are not plain, in order; state goes from line to line.
    QList<CodeSpan> highlight(const QString &line, SyntaxState &state);

private:
    class Collector;
    std::unique_ptr<Collector> m_collector;
};
