#include "ui/search/facetgroups.h"

#include "app/text/licence.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace {

struct FacetGroupWords
{
    Q_DECLARE_TR_FUNCTIONS(FacetGroups)
};

QList<FacetGroupInfo> modelFacetGroups()
{
    using W = FacetGroupWords;
    return {
        {u"pipeline_tag"_s, W::tr("Task"), W::tr("Filter tasks"), 6, true, {}},
        {u"license"_s, W::tr("Licence"), W::tr("Filter licences"), 4, true, {}},
        {u"library"_s, W::tr("Library"), W::tr("Filter libraries"), 4, true, {}},
        {u"language"_s, W::tr("Language"), W::tr("Filter languages"), 6, false, {}},
        {u"dataset"_s, W::tr("Trained on"), W::tr("Filter datasets"), 6, false, {}},
        {u"region"_s, W::tr("Region"), W::tr("Filter regions"), 4, false, {}},
        {u"other"_s, W::tr("Other"), W::tr("Filter other tags"), 6, false, {}},
    };
}

QList<FacetGroupInfo> datasetFacetGroups()
{
    using W = FacetGroupWords;
    return {
        {u"task_categories"_s, W::tr("Task"), W::tr("Filter tasks"), 6, true, {}},
        {u"modality"_s, W::tr("Modality"), W::tr("Filter modalities"), 4, true, {}},
        {u"size_categories"_s, W::tr("Rows"), W::tr("Filter sizes"), 4, true, {}},
        {u"format"_s, W::tr("Format"), W::tr("Filter formats"), 6, false, {}},
        {u"language"_s, W::tr("Language"), W::tr("Filter languages"), 6, false, {}},
        {u"license"_s, W::tr("Licence"), W::tr("Filter licences"), 6, false, {}},
        {u"library"_s, W::tr("Library"), W::tr("Filter libraries"), 6, false, {}},
        {u"other"_s, W::tr("Other"), W::tr("Filter other tags"), 6, false, {}},
    };
}

// The Hub has no tag list for Spaces. An SDK and a licence are tags of a Space like any other.
QList<FacetGroupInfo> spaceFacetGroups()
{
    using W = FacetGroupWords;
    const auto facets
        = [](const QString &type, std::initializer_list<std::pair<QString, QString>> ids) {
              QList<Facet> list;
              for (const auto &[id, label] : ids)
                  list << Facet{.id = id, .label = label, .type = type};
              return list;
          };
    const auto licences = [](const QStringList &ids) {
        QList<Facet> list;
        for (const QString &id : ids)
            list << Facet{.id = u"license:"_s + id, .label = licenceName(id), .type = u"license"_s};
        return list;
    };
    const QString sdk = u"sdk"_s, kind = u"other"_s, license = u"license"_s, region = u"region"_s;
    return {
        {sdk, W::tr("SDK"), W::tr("Filter SDKs"), 6, true,
         facets(sdk,
                {{u"gradio"_s, u"Gradio"_s},
                 {u"docker"_s, u"Docker"_s},
                 {u"static"_s, W::tr("Static page")},
                 {u"streamlit"_s, u"Streamlit"_s}})},
        {kind, W::tr("Purpose"), W::tr("Filter purposes"), 6, true,
         facets(kind,
                {{u"mcp-server"_s, W::tr("MCP server")},
                 {u"leaderboard"_s, W::tr("Leaderboard")},
                 {u"agent"_s, W::tr("Agent")},
                 {u"game"_s, W::tr("Game")}})},
        {license, W::tr("Licence"), W::tr("Filter licences"), 6, true,
         licences({u"apache-2.0"_s, u"mit"_s, u"openrail"_s, u"gpl-3.0"_s, u"cc-by-4.0"_s,
                   u"cc-by-nc-4.0"_s})},
        {region, W::tr("Region"), W::tr("Filter regions"), 4, false,
         facets(region, {{u"region:us"_s, W::tr("US")}, {u"region:eu"_s, W::tr("EU")}})},
    };
}

} // namespace

QList<FacetGroupInfo> facetGroups(RepoKind kind)
{
    switch (kind) {
    case RepoKind::Model: return modelFacetGroups();
    case RepoKind::Dataset: return datasetFacetGroups();
    case RepoKind::Space: return spaceFacetGroups();
    }
    Q_UNREACHABLE();
}
