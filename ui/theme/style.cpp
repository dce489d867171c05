#include "ui/theme/style.h"

#include "ui/theme/stylepaint.h"
#include "ui/theme/styleparts.h"
#include "ui/theme/type.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QComboBox>
#include <QFrame>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSlider>
#include <QSpinBox>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace {

const char kQuietProperty[] = "hubnautQuietField";
constexpr int kComboArrow = 28; // column of a combo box's chevron
constexpr int kSpinArrow = 22;
constexpr int kScrollBar = 11;
constexpr int kShortestHandle = 28;
constexpr int kFieldInset = 9; // text inside a line edit or a combo box

// What lies behind a scroll bar: its area's own ground.
QColor scrollGround(const QWidget *bar)
{
    for (const QWidget *w = bar ? bar->parentWidget() : nullptr; w; w = w->parentWidget()) {
        const auto *area = qobject_cast<const QAbstractScrollArea *>(w);
        if (!area)
            continue;
        const QWidget *viewport = area->viewport();
        if (!viewport->autoFillBackground())
            return {};
        return viewport->palette().color(viewport->backgroundRole());
    }
    return {};
}

void paintField(QPainter &painter, const QStyleOption &option, const Tokens &tokens,
                bool quiet = false)
{
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool focused = option.state & QStyle::State_HasFocus;
    const bool sunken = !enabled || (quiet && !focused);
    stylepaint::panel(painter, option.rect, sunken ? tokens.sunken : tokens.surface,
                      enabled && !quiet ? tokens.strongBorder : tokens.border);
    if (focused)
        stylepaint::focusRing(painter, option.rect, tokens);
}

void paintFrame(QPainter &painter, const QStyleOption &option, const QWidget *widget)
{
    const Tokens &tokens = Tokens::of(option.palette);
    const bool editor
        = widget && (widget->inherits("QTextEdit") || widget->inherits("QPlainTextEdit"));
    const QColor border
        = editor && option.state & QStyle::State_HasFocus ? tokens.accent : tokens.border;
    painter.save();
    painter.setPen(border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(option.rect.adjusted(0, 0, -1, -1));
    painter.restore();
}

} // namespace

void setQuietField(QWidget *field)
{
    field->setProperty(kQuietProperty, true);
}

Style::Style()
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
{ }

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QComboBox *>(widget)
        || qobject_cast<QScrollBar *>(widget) || qobject_cast<QSlider *>(widget)
        || qobject_cast<QTabBar *>(widget) || qobject_cast<QAbstractSpinBox *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    if (auto *view = qobject_cast<QAbstractItemView *>(widget))
        view->viewport()->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QScrollBar *>(widget))
        widget->setAttribute(Qt::WA_OpaquePaintEvent, false);
    if (auto *header = qobject_cast<QHeaderView *>(widget))
        header->setHighlightSections(false);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const
{
    const Tokens &tokens = Tokens::of(option->palette);
    switch (element) {
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            paintField(*painter, *option, tokens,
                       widget && widget->property(kQuietProperty).toBool());
        return;
    case PE_FrameLineEdit: return;
    case PE_Frame: paintFrame(*painter, *option, widget); return;
    case PE_FrameGroupBox:
        stylepaint::panel(*painter, option->rect, {}, tokens.border, metrics::kPanelRadius);
        return;
    case PE_FrameMenu:
    case PE_PanelMenu:
        painter->fillRect(option->rect, tokens.strongBorder);
        painter->fillRect(option->rect.adjusted(1, 1, -1, -1), tokens.surface);
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, option->palette.color(QPalette::ToolTipBase));
        return;
    case PE_IndicatorTabTearLeft:
    case PE_IndicatorTabTearRight:
    case PE_FrameStatusBarItem:
    case PE_FrameTabWidget:
    case PE_FrameButtonBevel:
    case PE_FrameButtonTool:
    case PE_PanelStatusBar:
    case PE_PanelScrollAreaCorner: return;
    default: break;
    }
    if (!drawButtonPrimitive(element, option, painter, widget)
        && !drawViewPrimitive(element, option, painter, widget))
        QProxyStyle::drawPrimitive(element, option, painter, widget);
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const
{
    const Tokens &tokens = Tokens::of(option->palette);
    switch (element) {
    case CE_PushButton:
        drawPrimitive(PE_PanelButtonCommand, option, painter, widget);
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option))
            drawButtonLabel(*button, painter, widget);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea: styleparts::headerSection(*option, *painter); return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            drawHeaderLabel(*header, painter, widget);
        return;
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            styleparts::tabShape(*tab, *painter);
        return;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            styleparts::tabLabel(*tab, subElementRect(SE_TabBarTabText, option, widget), *painter);
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            styleparts::menuItem(*item, *painter);
        return;
    case CE_ProgressBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option))
            styleparts::progressBar(*bar, *painter);
        return;
    case CE_Splitter: painter->fillRect(option->rect, tokens.border); return;
    case CE_MenuBarEmptyArea: painter->fillRect(option->rect, tokens.window); return;
    case CE_ShapedFrame:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && (frame->frameShape == QFrame::HLine || frame->frameShape == QFrame::VLine)) {
            QRect line = option->rect;
            frame->frameShape == QFrame::HLine
                ? line.setRect(line.x(), line.center().y(), line.width(), 1)
                : line.setRect(line.center().x(), line.y(), 1, line.height());
            painter->fillRect(line, tokens.border);
            return;
        }
        break;
    default: break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComboBox(const QStyleOptionComboBox &option, QPainter *painter,
                         const QWidget *widget) const
{
    if (option.frame) {
        if (option.editable)
            paintField(*painter, option, Tokens::of(option.palette));
        else
            drawPrimitive(PE_PanelButtonCommand, &option, painter, widget);
    }
    const QRect arrow = subControlRect(CC_ComboBox, &option, SC_ComboBoxArrow, widget);
    stylepaint::chevron(*painter, arrow, Qt::DownArrow, &Tokens::secondary, option.palette);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                               QPainter *painter, const QWidget *widget) const
{
    switch (control) {
    case CC_ToolButton:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option))
            drawToolButton(*button, painter, widget);
        return;
    case CC_ComboBox:
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            drawComboBox(*combo, painter, widget);
        return;
    case CC_ScrollBar:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option))
            styleparts::scrollBar(*bar, subControlRect(control, option, SC_ScrollBarSlider, widget),
                                  scrollGround(widget), *painter);
        return;
    case CC_Slider:
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            styleparts::slider(*slider, subControlRect(control, option, SC_SliderHandle, widget),
                               *painter);
        return;
    case CC_SpinBox:
        paintField(*painter, *option, Tokens::of(option->palette));
        for (const SubControl part : {SC_SpinBoxUp, SC_SpinBoxDown}) {
            stylepaint::chevron(*painter, subControlRect(control, option, part, widget),
                                part == SC_SpinBoxUp ? Qt::UpArrow : Qt::DownArrow,
                                &Tokens::secondary, option->palette);
        }
        return;
    default: QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    switch (metric) {
    case PM_ButtonDefaultIndicator:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
    case PM_MenuPanelWidth:
    case PM_ToolBarFrameWidth:
    case PM_MenuHMargin: return 0;
    case PM_DefaultFrameWidth: return qobject_cast<const QMenu *>(widget) ? 0 : 1;
    case PM_SplitterWidth: return 1;
    case PM_MenuVMargin: return 4;
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight: return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing: return metrics::kGap;
    case PM_MenuButtonIndicator: return 20;
    case PM_ScrollBarExtent: return kScrollBar;
    case PM_ScrollBarSliderMin: return kShortestHandle;
    case PM_ScrollView_ScrollBarSpacing:
    case PM_ScrollView_ScrollBarOverlap: return 0;
    case PM_TabBarTabHSpace: return 26;
    case PM_TabBarTabVSpace: return 16;
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight: return 20;
    case PM_TabBarScrollButtonWidth: return 28;
    case PM_FocusFrameHMargin: return 5;
    case PM_TreeViewIndentation: return 20;
    case PM_HeaderMarkSize: return 14;
    case PM_SliderThickness:
    case PM_SliderLength: return 18;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin: return 12;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing: return metrics::kGap;
    case PM_ToolTipLabelFrameWidth: return 6;
    default: return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ComboBox_Popup:
    case SH_ScrollBar_ContextMenu: // Qt's own runs in a loop of its own
    case SH_ItemView_ActivateItemOnSingleClick: return 0;
    case SH_TabBar_PreferNoArrows: return 0;
    case SH_TabBar_Alignment: return Qt::AlignLeft;
    case SH_ItemView_ShowDecorationSelected:
    case SH_ScrollBar_LeftClickAbsolutePosition:
    case SH_Slider_AbsoluteSetButtons:
        return hint == SH_Slider_AbsoluteSetButtons ? int(Qt::LeftButton) : 1;
    case SH_ToolTipLabel_Opacity: return 255;
    case SH_MessageBox_TextInteractionFlags: return Qt::TextSelectableByMouse;
    default: return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const
{
    switch (type) {
    case CT_PushButton:
        return QSize(size.width() + (buttonRole(widget) == ButtonRole::Link ? 2 : 32),
                     std::max(metrics::kControl, size.height()));
    case CT_ToolButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        const bool text = button && button->toolButtonStyle != Qt::ToolButtonIconOnly
            && !button->text.isEmpty();
        const bool menu = text && button->features & QStyleOptionToolButton::HasMenu;
        const QSize room = size + QSize(text ? 2 * metrics::kGap + 6 + (menu ? 20 : 0) : 14, 8);
        return room.expandedTo(QSize(metrics::kControl, metrics::kControl));
    }
    case CT_ComboBox: return QSize(size.width() + kFieldInset + kComboArrow + 4, metrics::kControl);
    case CT_LineEdit:
        return QSize(size.width() + 2 * kFieldInset,
                     std::max(metrics::kControl, size.height() + 4));
    case CT_SpinBox: return QSize(size.width() + kFieldInset + kSpinArrow + 4, metrics::kControl);
    case CT_HeaderSection: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return QSize(base.width() + 12, metrics::kTableHeader);
    }
    case CT_ItemViewItem: {
        const QSize base = QProxyStyle::sizeFromContents(type, option, size, widget);
        return QSize(base.width(), std::max(base.height(), metrics::kRow));
    }
    case CT_TabBarTab: // wider by what the current tab's medium weight needs
        return QSize(size.width() + 8, std::max(size.height(), metrics::kTabBar));
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            return styleparts::menuItemSize(*item, size);
        break;
    case CT_ProgressBar: return QSize(size.width(), metrics::kProgress);
    default: break;
    }
    return QProxyStyle::sizeFromContents(type, option, size, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                            SubControl part, const QWidget *widget) const
{
    const QRect r = option->rect;
    if (control == CC_ComboBox && (part == SC_ComboBoxArrow || part == SC_ComboBoxEditField)) {
        const QRect arrow(r.right() - kComboArrow + 1, r.y(), kComboArrow, r.height());
        const QRect field = r.adjusted(kFieldInset, 1, -kComboArrow, -1);
        return visualRect(option->direction, r, part == SC_ComboBoxArrow ? arrow : field);
    }
    if (control == CC_SpinBox && part != SC_SpinBoxFrame) {
        const int half = r.height() / 2;
        const int x = r.right() - kSpinArrow;
        const QRect rect = part == SC_SpinBoxUp ? QRect(x, r.y() + 2, kSpinArrow, half - 2)
            : part == SC_SpinBoxDown            ? QRect(x, r.y() + half, kSpinArrow, half - 2)
                                                : r.adjusted(kFieldInset, 2, -kSpinArrow - 2, -2);
        return visualRect(option->direction, r, rect);
    }
    const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (control == CC_ScrollBar && bar)
        return styleparts::scrollBarPart(*bar, part, kShortestHandle);
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option,
                            const QWidget *widget) const
{
    const QRect r = option->rect;
    switch (element) {
    case SE_LineEditContents:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            return r.adjusted(kFieldInset - 2, 1, -kFieldInset + 2,
                              -1); // the widget adds two itself
        return r;
    case SE_HeaderArrow:
        return visualRect(option->direction, r, QRect(r.right() - 18, r.y(), 14, r.height()));
    case SE_PushButtonContents: return r;
    default: return QProxyStyle::subElementRect(element, option, widget);
    }
}
