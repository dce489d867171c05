#include "ui/widgets/textfind.h"

#include <QPromise>
#include <QtConcurrentRun>

TextFind::~TextFind()
{
    m_running.cancel();
}

void TextFind::start(const QByteArray &text, const TextQuery &query)
{
    const quint64 mine = ++m_generation;
    m_running.cancel();
    if (query.text.isEmpty()) {
        emit found({});
        return;
    }
    m_running = QtConcurrent::run([text, query](QPromise<TextMatches> &promise) {
        promise.addResult(findInText(text, query, [&promise] { return promise.isCanceled(); }));
    });
    m_running.then(this, [this, mine](const TextMatches &matches) {
        if (mine == m_generation)
            emit found(matches);
    });
}
