#include "app/hub/cardtemplate.h"

using namespace Qt::StringLiterals;

namespace {

QString modelCard(const QString &name)
{
    return u"---\n"
           "# license: apache-2.0\n"
           "language:\n"
           "- en\n"
           "# library_name: transformers\n"
           "# pipeline_tag: text-generation\n"
           "# base_model: owner/name\n"
           "# datasets: [owner/name]\n"
           "tags: []\n"
           "---\n"
           "\n"
           "# %1\n"
           "\n"
           "What the model does, in one or two sentences.\n"
           "\n"
           "## Use\n"
           "\n"
           "```python\n"
           "```\n"
           "\n"
           "## Training\n"
           "\n"
           "Data, method and hardware.\n"
           "\n"
           "## Evaluation\n"
           "\n"
           "| Benchmark | Score |\n"
           "|---|---|\n"
           "\n"
           "## Limits\n"
           "\n"
           "What it should not be used for, and where it fails.\n"_s.arg(name);
}

QString datasetCard(const QString &name)
{
    return u"---\n"
           "# license: cc-by-4.0\n"
           "language:\n"
           "- en\n"
           "# task_categories: [question-answering]\n"
           "pretty_name: \"%1\"\n"
           "tags: []\n"
           "---\n"
           "\n"
           "# %1\n"
           "\n"
           "What the data are, in one or two sentences.\n"
           "\n"
           "## Columns\n"
           "\n"
           "| Column | Type | What it holds |\n"
           "|---|---|---|\n"
           "\n"
           "## Splits\n"
           "\n"
           "| Split | Rows |\n"
           "|---|---|\n"
           "\n"
           "## Source\n"
           "\n"
           "Where the data come from, how they were collected and cleaned, and who annotated "
           "them.\n"
           "\n"
           "## Limits\n"
           "\n"
           "Known gaps, biases and personal data.\n"_s.arg(name);
}

QString spaceCard(const QString &name)
{
    return u"---\n"
           "title: \"%1\"\n"
           "emoji: 🚀\n"
           "colorFrom: indigo\n"
           "colorTo: blue\n"
           "sdk: gradio\n"
           "app_file: app.py\n"
           "pinned: false\n"
           "# license: apache-2.0\n"
           "---\n"
           "\n"
           "# %1\n"
           "\n"
           "What the Space shows, and how to try it.\n"_s.arg(name);
}

} // namespace

QString cardTemplate(const RepoId &repo)
{
    switch (repo.kind()) {
    case RepoKind::Model: return modelCard(repo.name());
    case RepoKind::Dataset: return datasetCard(repo.name());
    case RepoKind::Space: return spaceCard(repo.name());
    }
    Q_UNREACHABLE_RETURN({});
}
