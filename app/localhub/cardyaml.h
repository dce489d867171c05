#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

// The front matter of a README.md. Without any: no data and no error.
struct CardYaml
{
    QJsonObject data;
    QString error; // when there is some and it is not a YAML mapping
};
CardYaml readCardYaml(const QByteArray &readme);
