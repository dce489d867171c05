#include "app/localhub/cardyaml.h"

#include <QJsonArray>

#include <yaml-cpp/yaml.h>

using namespace Qt::StringLiterals;

namespace {

constexpr int kCardDepth = 64; // deeper is not a card; also ends aliases that contain themselves

QJsonValue scalarJson(const YAML::Node &node)
{
    const QString text = QString::fromStdString(node.Scalar());
    if (node.Tag() == "!") // quoted
        return text;
    bool number = false;
    if (text == "true"_L1 || text == "false"_L1)
        return text == "true"_L1;
    if (const qint64 i = text.toLongLong(&number); number)
        return i;
    if (const double d = text.toDouble(&number); number)
        return d;
    return text;
}

QJsonValue yamlJson(const YAML::Node &node, int depth)
{
    if (depth > kCardDepth)
        return {};
    if (node.IsScalar())
        return scalarJson(node);
    if (node.IsSequence()) {
        QJsonArray out;
        for (const auto &item : node)
            out.append(yamlJson(item, depth + 1));
        return out;
    }
    if (node.IsMap()) {
        QJsonObject out;
        for (const auto &item : node)
            out[QString::fromStdString(item.first.Scalar())] = yamlJson(item.second, depth + 1);
        return out;
    }
    return {};
}

// The lines between the first two "---"; nothing when the file doesn't begin with one.
std::optional<QByteArray> frontMatter(QByteArray readme)
{
    readme.replace("\r\n", "\n");
    if (!readme.startsWith("---\n"))
        return {};
    const qsizetype end = readme.indexOf("\n---", 3);
    return end < 0 ? readme.mid(4) : readme.mid(4, end - 3);
}

} // namespace

CardYaml readCardYaml(const QByteArray &readme)
{
    const auto yaml = frontMatter(readme);
    if (!yaml)
        return {};
    try {
        const YAML::Node root = YAML::Load(yaml->toStdString());
        if (root.IsNull())
            return {};
        if (!root.IsMap())
            return {.error = u"\"YAML metadata\" must be a mapping of names to values"_s};
        return {.data = yamlJson(root, 0).toObject()};
    } catch (const YAML::Exception &e) {
        return {.error
                = u"\"YAML metadata\" cannot be read: %1"_s.arg(QString::fromUtf8(e.what()))};
    }
}
