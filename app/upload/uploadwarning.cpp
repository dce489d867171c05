#include "app/upload/uploadwarning.h"

#include <QCoreApplication>

namespace {

struct UploadWarningWords
{
    Q_DECLARE_TR_FUNCTIONS(UploadWarning)
};

} // namespace

QString UploadWarning::text() const
{
    using Words = UploadWarningWords;
    switch (kind) {
    case Kind::SecretInside:
        return Words::tr("Line %1 of %2 looks like %3.").arg(QString::number(line), path, other);
    case Kind::SecretName: return Words::tr("%1 may hold a password or a key.").arg(path);
    case Kind::TooLarge:
        return Words::tr("%1 is larger than the 500 GB that the Hub takes.").arg(path);
    case Kind::VeryLarge:
        return Words::tr("%1 is larger than 200 GB. The Hub asks to split such files.").arg(path);
    case Kind::FullFolder:
        return Words::tr(
                   "The folder %1 will have more than the 10,000 entries that the Hub asks for "
                   "at most.")
            .arg(path.isEmpty() ? QStringLiteral("/") : path);
    case Kind::ManyFiles:
        return Words::tr("The repository will have 100,000 files or more. The Hub asks for fewer.");
    case Kind::CannotDelete: return Words::tr("%1 cannot be deleted from here.").arg(path);
    case Kind::CaseOnly:
        return Words::tr("%1 and %2 are the same file on some computers.").arg(path, other);
    case Kind::Decomposed:
        return Words::tr("%1 has accents as characters of their own. Other computers may not find "
                         "it by its name.")
            .arg(path);
    case Kind::Pickle:
        return Words::tr("%1 can run code when it is loaded. %2 has the same weights without that.")
            .arg(path, other);
    case Kind::BrokenCard: return Words::tr("The Hub will refuse README.md: %1").arg(other);
    case Kind::NoCard: return Words::tr("The repository has no README.md that says what it is.");
    case Kind::NoLicence: return Words::tr("README.md names no licence.");
    case Kind::IdlePattern: return Words::tr("The pattern %1 matches nothing.").arg(other);
    }
    Q_UNREACHABLE_RETURN({});
}
