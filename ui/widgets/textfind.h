#pragma once

#include "ui/widgets/textsearch.h"

#include <QFuture>
#include <QObject>

// Searches a text that is all here on the pool; the newest question wins. GUI thread.
class TextFind final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~TextFind() override;

    void start(const QByteArray &text,
               const TextQuery &query); // an empty query finds nothing, at once

signals:
    void found(const TextMatches &matches);

private:
    QFuture<TextMatches> m_running;
    quint64 m_generation = 0;
};
