#pragma once

#include <QList>
#include <QString>

#include <expected>

// A YAML document as a tree that knows where each part begins, so that one part of the text can be
// replaced without writing the others anew. Equal are trees that say the same, wherever it stands.
struct YamlNode
{
    enum class Kind { Null, Scalar, List, Map, Alias };

    Kind kind = Kind::Null;
    QString text; // of a scalar
    bool isPlain = false; // a scalar without quotes
    bool isFlow = false; // [a, b] or {a: b}
    bool isMarked = false; // it has an anchor or a tag, or is an alias, or something in it
    int line = 0; // from 0; of a null the next thing's
    int column = 0; // in UTF-16, from 0
    int end = 0; // line of what follows it, comments between them included
    QList<YamlNode> items; // of a map: key, value, key, value …

    const YamlNode *value(QStringView key) const; // null: no map, or it is not there
    bool operator==(const YamlNode &other) const;
};

// Reads one document; its lines end in "\n". The error is a translated sentence; firstLine: what it
// calls the first line. Bounded in size and depth; no exception leaves it. Any thread.
std::expected<YamlNode, QString> readYamlTree(const QString &yaml, int firstLine);
