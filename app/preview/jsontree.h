#pragma once

#include "app/net/huberror.h"

#include <QByteArray>
#include <QList>

#include <limits>

// A JSON document as nodes that point into its bytes: about 24 bytes a node and no value decoded
// before somebody looks at it, so that a vocabulary of a million entries stays cheap.
class JsonTree final
{
public:
    enum class Kind : quint8 { Object, Array, String, Number, Boolean, Null };

    static constexpr qint64 kMostBytes = qint64(16) << 20; // larger documents are shown as text
    static constexpr qint32 kMostNodes = 1'000'000; // what follows is left out

    // Linear in time; refuses what is not JSON, and says after which line. Pure.
    static Result<JsonTree> read(const QByteArray &utf8);

    int nodeCount() const { return static_cast<int>(m_nodes.size()); } // node 0 is the document
    bool isCut() const { return m_cut; }
    Kind kind(int node) const { return m_nodes.at(node).kind; }
    bool isContainer(int node) const { return kind(node) <= Kind::Array; }
    int parent(int node) const { return m_nodes.at(node).parent; } // -1 of the document
    int row(int node) const { return m_nodes.at(node).row; } // among its parent's children
    int childCount(int node) const { return m_nodes.at(node).children; }
    int child(int node, int row) const { return m_children.at(m_nodes.at(node).first + row); }

    // The first most characters, and no longer for a long text: a view asks for what it shows, and
    // for the whole only to copy it. Foreign text.
    static constexpr qsizetype kWhole = std::numeric_limits<qsizetype>::max();
    QString key(int node, qsizetype most = kWhole) const; // of an object's member, else empty
    // Of a scalar as it is meant, of a container as it is written.
    QString text(int node, qsizetype most = kWhole) const;

private:
    struct Node
    {
        quint32 start = 0; // of the value, in bytes
        quint32 end = 0;
        quint32 key = 0; // where a member's key starts
        qint32 parent = -1;
        qint32 row = 0;
        qint32 children = 0;
        qint32 first = 0; // of the children, in m_children
        Kind kind = Kind::Null;
    };
    class Builder;

    void linkChildren();

    QByteArray m_text;
    QList<Node> m_nodes; // parents before children
    QList<qint32> m_children; // grouped by parent
    bool m_cut = false;
};
