#pragma once

#include <QString>

// What somebody should know before a folder is uploaded. Nothing of it keeps them from it.
struct UploadWarning
{
    enum class Kind : quint8 {
        SecretInside, // line; other: what it looks like
        SecretName, // a file that is made to keep one
        TooLarge, // for the Hub
        VeryLarge, // for one file; the Hub asks for smaller ones
        FullFolder, // path: of more entries than the Hub lists
        ManyFiles, // in the repository; no path
        CannotDelete, // a file of the Hub that has no path for this computer
        CaseOnly, // another file has this name but for upper and lower case, or composed letters
        Decomposed, // letters and their accents apart, as macOS writes them
        Pickle, // the same weights as in other, which cannot run code when they are loaded
        BrokenCard, // other: why
        NoCard, // no path
        NoLicence,
        IdlePattern, // other: that matches nothing; no path
    };

    Kind kind = Kind::NoCard;
    QString path = {}; // in the repository
    int line = 0; // from 1; 0: none
    QString other = {};

    QString text() const; // a translated sentence; path and other in it are not cleaned yet
    bool operator==(const UploadWarning &) const = default;
};
