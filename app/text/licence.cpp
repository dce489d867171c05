#include "app/text/licence.h"

#include "app/text/safetext.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace {

struct KnownLicence
{
    QLatin1StringView id;
    QLatin1StringView name;
};

constexpr std::array kKnownLicences{
    KnownLicence{"afl-3.0"_L1, "Academic Free 3.0"_L1},
    KnownLicence{"agpl-3.0"_L1, "AGPL 3.0"_L1},
    KnownLicence{"apache-2.0"_L1, "Apache 2.0"_L1},
    KnownLicence{"apple-amlr"_L1, "Apple AMLR"_L1},
    KnownLicence{"apple-ascl"_L1, "Apple Sample Code"_L1},
    KnownLicence{"artistic-2.0"_L1, "Artistic 2.0"_L1},
    KnownLicence{"bigcode-openrail-m"_L1, "BigCode OpenRAIL-M"_L1},
    KnownLicence{"bigscience-bloom-rail-1.0"_L1, "BigScience BLOOM RAIL 1.0"_L1},
    KnownLicence{"bigscience-openrail-m"_L1, "BigScience OpenRAIL-M"_L1},
    KnownLicence{"bsd"_L1, "BSD"_L1},
    KnownLicence{"bsd-2-clause"_L1, "BSD 2-Clause"_L1},
    KnownLicence{"bsd-3-clause"_L1, "BSD 3-Clause"_L1},
    KnownLicence{"bsd-3-clause-clear"_L1, "BSD 3-Clause Clear"_L1},
    KnownLicence{"bsl-1.0"_L1, "Boost 1.0"_L1},
    KnownLicence{"c-uda"_L1, "C-UDA"_L1},
    KnownLicence{"cc"_L1, "Creative Commons"_L1},
    KnownLicence{"cc0-1.0"_L1, "CC0 1.0"_L1},
    KnownLicence{"creativeml-openrail-m"_L1, "CreativeML OpenRAIL-M"_L1},
    KnownLicence{"deepfloyd-if-license"_L1, "DeepFloyd IF"_L1},
    KnownLicence{"epl-1.0"_L1, "Eclipse 1.0"_L1},
    KnownLicence{"epl-2.0"_L1, "Eclipse 2.0"_L1},
    KnownLicence{"eupl-1.1"_L1, "EUPL 1.1"_L1},
    KnownLicence{"eupl-1.2"_L1, "EUPL 1.2"_L1},
    KnownLicence{"gemma"_L1, "Gemma"_L1},
    KnownLicence{"gfdl"_L1, "GFDL"_L1},
    KnownLicence{"gpl"_L1, "GPL"_L1},
    KnownLicence{"gpl-2.0"_L1, "GPL 2.0"_L1},
    KnownLicence{"gpl-3.0"_L1, "GPL 3.0"_L1},
    KnownLicence{"isc"_L1, "ISC"_L1},
    KnownLicence{"lgpl"_L1, "LGPL"_L1},
    KnownLicence{"lgpl-2.1"_L1, "LGPL 2.1"_L1},
    KnownLicence{"lgpl-3.0"_L1, "LGPL 3.0"_L1},
    KnownLicence{"llama2"_L1, "Llama 2"_L1},
    KnownLicence{"llama3"_L1, "Llama 3"_L1},
    KnownLicence{"llama3.1"_L1, "Llama 3.1"_L1},
    KnownLicence{"llama3.2"_L1, "Llama 3.2"_L1},
    KnownLicence{"llama3.3"_L1, "Llama 3.3"_L1},
    KnownLicence{"llama4"_L1, "Llama 4"_L1},
    KnownLicence{"mit"_L1, "MIT"_L1},
    KnownLicence{"mpl-2.0"_L1, "Mozilla 2.0"_L1},
    KnownLicence{"ms-pl"_L1, "Microsoft Public"_L1},
    KnownLicence{"odbl"_L1, "ODbL"_L1},
    KnownLicence{"odc-by"_L1, "ODC-By"_L1},
    KnownLicence{"ofl-1.1"_L1, "SIL Open Font 1.1"_L1},
    KnownLicence{"openrail"_L1, "OpenRAIL"_L1},
    KnownLicence{"openrail++"_L1, "OpenRAIL++"_L1},
    KnownLicence{"osl-3.0"_L1, "Open Software 3.0"_L1},
    KnownLicence{"pddl"_L1, "PDDL"_L1},
    KnownLicence{"postgresql"_L1, "PostgreSQL"_L1},
    KnownLicence{"unlicense"_L1, "The Unlicense"_L1},
    KnownLicence{"zlib"_L1, "zlib"_L1},
};

// "cc-by-nc-sa-4.0" is "CC BY-NC-SA 4.0".
QString creativeCommonsName(const QString &id)
{
    const qsizetype dash = id.lastIndexOf(u'-');
    return u"CC %1 %2"_s.arg(id.sliced(3, dash - 3).toUpper(), id.sliced(dash + 1));
}

} // namespace

QString licenceName(QStringView id)
{
    const QString clean = SafeText::line(id).trimmed();
    if (clean.startsWith("cc-by-"_L1) && clean.back().isDigit())
        return creativeCommonsName(clean);
    const auto it = std::ranges::find(kKnownLicences, clean, &KnownLicence::id);
    return it == kKnownLicences.end() ? clean : QString(it->name);
}

QStringList knownLicences()
{
    static const QStringList all = [] {
        QStringList ids{u"other"_s,           u"unknown"_s,         u"cc-by-2.0"_s,
                        u"cc-by-2.5"_s,       u"cc-by-3.0"_s,       u"cc-by-4.0"_s,
                        u"cc-by-sa-3.0"_s,    u"cc-by-sa-4.0"_s,    u"cc-by-nc-2.0"_s,
                        u"cc-by-nc-3.0"_s,    u"cc-by-nc-4.0"_s,    u"cc-by-nd-4.0"_s,
                        u"cc-by-nc-nd-3.0"_s, u"cc-by-nc-nd-4.0"_s, u"cc-by-nc-sa-2.0"_s,
                        u"cc-by-nc-sa-3.0"_s, u"cc-by-nc-sa-4.0"_s};
        for (const KnownLicence &licence : kKnownLicences)
            ids << licence.id;
        ids.sort();
        return ids;
    }();
    return all;
}
