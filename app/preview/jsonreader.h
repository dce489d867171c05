#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <limits>
#include <optional>

// Reads JSON token by token from bytes that are not copied: in linear time, with a bounded depth
// and without a tree in memory, so that a header of 25 MB costs what its values cost. Keeps what a
// tree loses: the order of keys, duplicates, and whole numbers above 2^53.
class JsonReader final
{
public:
    enum class Token {
        BeginObject,
        EndObject,
        BeginArray,
        EndArray,
        Key,
        String,
        Number,
        True,
        False,
        Null,
        End,
        Error
    };

    explicit JsonReader(QByteArrayView text); // must outlive the reader

    Token next(); // after End or Error: the same again
    Token token() const { return m_token; }
    QByteArrayView raw() const
    {
        return m_text.sliced(m_tokenStart, m_at - m_tokenStart);
    } // not of a Key
    QString string() const; // of a Key or String; see unescaped()
    // What is meant from behind an opening quote to the closing one or the end of text, at most the
    // first most characters of it: so many cost no more, however long it is. Broken UTF-8 becomes
    // U+FFFD; escapes must be good, as those of a token are.
    static QString unescaped(QByteArrayView text,
                             qsizetype most = std::numeric_limits<qsizetype>::max());
    std::optional<qint64> integer() const; // of a Number written as a whole number that fits
    // After the first token of a value: passes over the rest of it; false at an error.
    bool skipRest();
    qsizetype tokenStart() const { return m_tokenStart; }
    // From a token's start to the end of the present one, as written.
    QByteArrayView rawFrom(qsizetype start) const { return m_text.sliced(start, m_at - start); }

private:
    enum class Expect { Value, FirstKey, Key, FirstItem, AfterValue, Nothing };

    Token fail();
    Token open(char bracket);
    Token close(char bracket);
    Token value(char first);
    Token readString(bool isKey);
    Token readNumber();
    Token readWord(QByteArrayView word, Token token);
    void skipSpace();
    bool take(char c);

    QByteArrayView m_text;
    QByteArray m_open; // one bracket a level
    qsizetype m_at = 0;
    qsizetype m_tokenStart = 0;
    Token m_token = Token::Null;
    Expect m_expect = Expect::Value;
};
