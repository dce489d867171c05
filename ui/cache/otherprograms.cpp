#include "ui/cache/otherprograms.h"

#include "app/text/format.h"
#include "app/text/safetext.h"
#include "ui/repo/hairline.h"
#include "ui/theme/style.h"
#include "ui/theme/theme.h"
#include "ui/theme/type.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/labels.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace {

QString nameOf(OtherStore::Program program) // as they write themselves
{
    switch (program) {
    case OtherStore::Program::LmStudio: return u"LM Studio"_s;
    case OtherStore::Program::Ollama: return u"Ollama"_s;
    case OtherStore::Program::LlamaCpp: return u"llama.cpp"_s;
    }
    Q_UNREACHABLE_RETURN({});
}

QLabel *programLabel(const QString &text = {})
{
    auto *label = plainLabel(text);
    label->setFont(type::font(type::Scale::Secondary));
    return label;
}

} // namespace

OtherPrograms::OtherPrograms(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(u"cacheOthers"_s);
    setAccessibleName(tr("Other programs"));
    m_column->setContentsMargins(0, 0, 0, 4);
    m_column->setSpacing(0);
    m_column->addWidget(hairline());
    QLabel *title = programLabel(tr("Other programs"));
    setTone(title, &Tokens::secondary);
    title->setContentsMargins(metrics::kPagePadding, 6, 0, 2);
    m_column->addWidget(title);
    hide();
}

void OtherPrograms::addRow()
{
    Row made{.box = new QWidget,
             .name = programLabel(),
             .place = new ElidedLabel({}, Qt::ElideMiddle),
             .figures = programLabel(),
             .open = new QPushButton(tr("Open folder"))};
    made.place->setFont(type::font(type::Scale::Secondary));
    made.place->setTone(&Tokens::secondary);
    setButtonRole(made.open, ButtonRole::Link);
    auto *row = new QHBoxLayout(made.box);
    row->setContentsMargins(metrics::kPagePadding, 0, 12, 0);
    row->setSpacing(12);
    row->addWidget(made.name);
    row->addWidget(made.place, 1);
    row->addWidget(made.figures);
    row->addWidget(made.open);
    connect(made.open, &QPushButton::clicked, this,
            [this, n = m_rows.size()] { emit openWanted(m_stores.at(n).folder); });
    m_column->addWidget(made.box);
    m_rows << made;
}

void OtherPrograms::setStores(const QList<OtherStore> &stores)
{
    if (stores == m_stores)
        return;
    m_stores = stores;
    while (m_rows.size() < stores.size())
        addRow();
    for (qsizetype n = 0; n < m_rows.size(); ++n) {
        const Row &row = m_rows.at(n);
        row.box->setVisible(n < stores.size());
        if (n >= stores.size())
            continue;
        const OtherStore &store = stores.at(n);
        row.name->setText(nameOf(store.program));
        row.place->setText(SafeText::path(store.folder));
        row.figures->setText(tr("%1 in %2")
                                 .arg(Format::size(store.bytes),
                                      Format::plural(store.files, tr("1 file"), tr("%1 files"))));
        row.open->setAccessibleName(tr("Open the folder of %1").arg(nameOf(store.program)));
    }
    setVisible(!stores.isEmpty());
}
