#include "app/disk/wholefile.h"

#include "app/text/safetext.h"

#include <QSaveFile>

Result<void> writeWholeFile(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(content) == content.size() && file.commit())
        return {};
    return std::unexpected(HubError::disk(
        HubError::tr("%1 could not be written.").arg(SafeText::line(path)), file.errorString()));
}
