#include "app/localhub/cardyaml.h"

#include "app/text/licence.h"

#include <QJsonArray>
#include <QRegularExpression>

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

QStringList cardErrors(const CardYaml &card, const QString &repoType)
{
    if (!card.error.isEmpty())
        return {card.error};
    QStringList errors;
    const auto values = [&card](const QString &key) {
        const QJsonValue value = card.data[key];
        return value.isArray()                      ? value.toArray()
            : value.isNull() || value.isUndefined() ? QJsonArray()
                                                    : QJsonArray{value};
    };
    const auto oneOf = [&](const QString &key, const QStringList &known) {
        for (const QJsonValue value : values(key))
            if (!known.contains(value.toString()))
                errors << u"\"%1\" must be one of [%2]"_s.arg(key, known.join(u", "_s));
    };
    oneOf(u"license"_s, knownLicences());
    static const QRegularExpression code(u"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"_s);
    for (const QJsonValue value : values(u"language"_s)) {
        const QString language = value.toString();
        if (language != "multilingual"_L1 && language != "code"_L1
            && !code.match(language).hasMatch())
            errors
                << u"\"language\" with value \"%1\" is not valid. It must be an ISO 639-1, 639-2 "
                   "or 639-3 code (two/three letters), or a special value like \"code\", "
                   "\"multilingual\"."_s.arg(value.toVariant().toString());
    }
    if (repoType == "space"_L1) {
        const QStringList colours{u"red"_s,    u"yellow"_s, u"green"_s, u"blue"_s,
                                  u"indigo"_s, u"purple"_s, u"pink"_s,  u"gray"_s};
        oneOf(u"colorFrom"_s, colours);
        oneOf(u"colorTo"_s, colours);
        oneOf(u"sdk"_s, {u"gradio"_s, u"streamlit"_s, u"docker"_s, u"static"_s});
    }
    return errors;
}
