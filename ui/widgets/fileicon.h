#pragma once

class QString;

// The icon of a file by what it is, told by its ending: tensors, tables, pictures, text.
QString fileIcon(const QString &path);
