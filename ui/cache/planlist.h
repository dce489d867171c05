#pragma once

class CacheController;
class CacheDialog;

// Buttons that copy or save what goes and what stays by the plan, each thing on a line.
void addListButtons(CacheDialog &dialog, const CacheController &controller);
