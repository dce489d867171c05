#pragma once

#include <QByteArray>
#include <QRandomGenerator>

// Calls use with `times` damaged copies of seed, the same ones on every run: bits flipped, bytes
// and whole numbers replaced by extreme ones, pieces cut, doubled and moved.
template<typename Use>
void forEachMutation(const QByteArray &seed, int times, Use use)
{
    QRandomGenerator random(20260101);
    const auto at = [&random](const QByteArray &bytes) {
        return qsizetype(random.bounded(quint32(qMax(qsizetype(1), bytes.size()))));
    };
    for (int i = 0; i < times; ++i) {
        QByteArray bytes = seed;
        for (int hits = 1 + random.bounded(4); hits > 0 && !bytes.isEmpty(); --hits) {
            const qsizetype where = at(bytes);
            switch (random.bounded(6)) {
            case 0:
                bytes[where] = static_cast<char>(bytes.at(where) ^ (1 << random.bounded(8)));
                break;
            case 1: bytes[where] = static_cast<char>(random.bounded(256)); break;
            case 2: // an extreme number of 1 to 8 bytes
                bytes.replace(
                    where, 1 << random.bounded(4),
                    QByteArray(1 << random.bounded(4), random.bounded(2) ? '\xFF' : '\0'));
                break;
            case 3: bytes.truncate(where); break;
            case 4: bytes.insert(where, bytes.mid(at(bytes), random.bounded(40))); break;
            case 5: bytes.remove(where, random.bounded(20)); break;
            }
        }
        use(bytes);
    }
}
