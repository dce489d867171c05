#include "ui/theme/tokens.h"

const Tokens &Tokens::light()
{
    static const Tokens table{
        .window = QRgb(0xFFF6F7F9),
        .surface = QRgb(0xFFFFFFFF),
        .sunken = QRgb(0xFFEEF0F3),
        .border = QRgb(0xFFE1E4E9),
        .strongBorder = QRgb(0xFFC6CBD3),
        .text = QRgb(0xFF1A1E24),
        .secondary = QRgb(0xFF59626F),
        .disabled = QRgb(0xFF9AA2AD),
        .accent = QRgb(0xFF4F46E5),
        .onAccent = QRgb(0xFFFFFFFF),
        .tint = QRgb(0xFFECEBFE),
        .good = QRgb(0xFF137236),
        .warning = QRgb(0xFFA84D07),
        .danger = QRgb(0xFFB91C1C),
        .info = QRgb(0xFF0369A1),
        .model = QRgb(0xFFA85607),
        .dataset = QRgb(0xFFC0353A),
        .space = QRgb(0xFF2A62D6),
        .keyword = QRgb(0xFF7C3AED),
        .string = QRgb(0xFF0F766E),
        .number = QRgb(0xFFA84D07),
        .type = QRgb(0xFF1D4ED8),
        .added = QRgb(0xFFE6F6EA),
        .addedWord = QRgb(0xFFB9E6C5),
        .removed = QRgb(0xFFFCEBEA),
        .removedWord = QRgb(0xFFF7C4C0),
        .dark = false,
    };
    return table;
}

const Tokens &Tokens::darkTable()
{
    static const Tokens table{
        .window = QRgb(0xFF16181D),
        .surface = QRgb(0xFF1D2026),
        .sunken = QRgb(0xFF121418),
        .border = QRgb(0xFF2D3139),
        .strongBorder = QRgb(0xFF434954),
        .text = QRgb(0xFFE8EAEE),
        .secondary = QRgb(0xFF9BA4B1),
        .disabled = QRgb(0xFF5F6773),
        .accent = QRgb(0xFF8E8FFA),
        .onAccent = QRgb(0xFF0E0F1C),
        .tint = QRgb(0xFF262845),
        .good = QRgb(0xFF4ADE80),
        .warning = QRgb(0xFFFBBF24),
        .danger = QRgb(0xFFF87171),
        .info = QRgb(0xFF38BDF8),
        .model = QRgb(0xFFF0A04B),
        .dataset = QRgb(0xFFF0757A),
        .space = QRgb(0xFF7AA5F8),
        .keyword = QRgb(0xFFC4B5FD),
        .string = QRgb(0xFF5EEAD4),
        .number = QRgb(0xFFFBBF24),
        .type = QRgb(0xFF93C5FD),
        .added = QRgb(0xFF16301F),
        .addedWord = QRgb(0xFF22563A),
        .removed = QRgb(0xFF3A1D1F),
        .removedWord = QRgb(0xFF6B2B2E),
        .dark = true,
    };
    return table;
}

const Tokens &Tokens::of(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128 ? darkTable() : light();
}

QPalette Tokens::palette() const
{
    QPalette p;
    const auto both = [&p](QPalette::ColorRole role, const QColor &normal, const QColor &off) {
        p.setColor(QPalette::Active, role, normal);
        p.setColor(QPalette::Inactive, role, normal);
        p.setColor(QPalette::Disabled, role, off);
    };
    both(QPalette::Window, window, window);
    both(QPalette::WindowText, text, disabled);
    both(QPalette::Base, surface, surface);
    both(QPalette::AlternateBase, sunken, sunken);
    both(QPalette::Text, text, disabled);
    both(QPalette::PlaceholderText, secondary, disabled);
    both(QPalette::Button, surface, surface);
    both(QPalette::ButtonText, text, disabled);
    both(QPalette::BrightText, danger, disabled);
    both(QPalette::Highlight, tint, tint);
    both(QPalette::HighlightedText, text, disabled);
    both(QPalette::Accent, accent, disabled);
    both(QPalette::Link, accent, disabled);
    both(QPalette::LinkVisited, accent, disabled);
    both(QPalette::ToolTipBase, text, text);
    both(QPalette::ToolTipText, surface, surface);
    both(QPalette::Light, surface, surface);
    both(QPalette::Midlight, border, border);
    both(QPalette::Mid, border, border);
    both(QPalette::Dark, strongBorder, border);
    both(QPalette::Shadow, strongBorder, border);
    return p;
}
