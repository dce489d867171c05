#pragma once

#include "ui/transfers/transferdelegate.h"

// What the parts of TransferDelegate share: what a row of the queue stands for.

const TransferGroup *groupAt(const QModelIndex &index); // nullptr: it is a file
const TransferFile *fileAt(const QModelIndex &index);
TransferState stateAt(const QModelIndex &index);
TransferPatience patienceOf(const QModelIndex &index);
bool hasError(const QModelIndex &index);
bool asksForTerms(const QModelIndex &index); // which are accepted on the Hub's page
