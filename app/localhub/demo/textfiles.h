#pragma once

#include <QByteArray>

// Text files of the demo Hub, made up from row numbers.
QByteArray demoTokenizer(qint64 words);
QByteArray demoJsonLines(int rows);
QByteArray demoTable(int rows, char separator); // with a header line
QByteArray demoLongCard(qsizetype bytes); // a diary of about so many bytes, in Markdown
QByteArray demoPostcard(int number);
