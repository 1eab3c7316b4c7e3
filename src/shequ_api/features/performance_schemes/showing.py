"""Putting measures and schemes together for a reader."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.performance_schemes import queries
from shequ_api.features.performance_schemes.formula import Indicator
from shequ_api.features.performance_schemes.measures import MEASURES
from shequ_api.features.performance_schemes.models import PerformanceScheme
from shequ_api.features.performance_schemes.schemas import (
    IndicatorView,
    MeasureParameterView,
    MeasureView,
    PerformanceSchemeView,
)


def measure_views() -> list[MeasureView]:
    return [
        MeasureView(
            key=key,
            title=measure.title,
            source=measure.source,
            goal=measure.goal,
            says=measure.says,
            parameters=[
                MeasureParameterView(
                    name=name, title=one.title, least=one.least, most=one.most, usual=one.usual
                )
                for name, one in measure.parameters.items()
            ],
        )
        for key, measure in MEASURES.items()
    ]


def scheme_line(row: Any) -> PerformanceSchemeView:
    names = PerformanceSchemeView.model_fields.keys() - {"indicators"}
    return PerformanceSchemeView(
        **{name: row[name] for name in names},
        indicators=[_indicator(told) for told in row["indicators"]],
    )


def _indicator(told: Any) -> IndicatorView:
    one = Indicator.of(told)
    return IndicatorView(
        measure=one.measure,
        title=MEASURES[one.measure].title,
        weight=one.weight,
        target=one.target,
        cap=one.cap,
        when_empty=one.when_empty,
        parameters=dict(one.parameters),
    )


async def scheme_view(session: AsyncSession, scheme: PerformanceScheme) -> PerformanceSchemeView:
    await session.flush()
    found = await session.execute(queries.scheme_lines(PerformanceScheme.id == scheme.id))
    return scheme_line(found.mappings().one())
