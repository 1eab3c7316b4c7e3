"""What the hot lists are asked, by whom."""

from dataclasses import dataclass

WORKERS = (
    "micro_grid_worker",
    "dedicated_grid_worker",
    "general_grid_worker",
    "community_worker",
)
ROLES = (*WORKERS, "district_administrator")


@dataclass(frozen=True)
class Question:
    """One request: `{community}` and the like are the asker's own."""

    title: str
    path: str
    body: dict[str, str] | None = None
    roles: tuple[str, ...] = ROLES


QUESTIONS = (
    Question("tickets in scope", "/tickets?view=scope"),
    Question("tickets in scope, submitted", "/tickets?view=scope&state=submitted"),
    Question("residencies", "/residencies?view=verified"),
    Question("residencies waiting", "/residencies?view=waiting"),
    Question("postings", "/postings"),
    Question("postings, past too", "/postings?past=true"),
    Question("vacant grids", "/grids/vacancies"),
    Question("compounds of a community", "/places?parent_id={community}"),
    Question("grids of a community", "/grids?community_id={community}"),
    Question("organisations", "/organisations"),
    Question("register: people", "/register/people", roles=WORKERS),
    Question("register: stale", "/register/stale", roles=WORKERS),
    Question("register: shops", "/register/premises", roles=WORKERS),
    Question("register: freshness", "/register/freshness"),
    Question("register: by phone", "/register/people/searches", {"phone": "{phone}"}, WORKERS),
    Question("register: by ID number", "/register/people/searches", {"id_number": "{id}"}, WORKERS),
    Question(
        "register: 2 signs of a name", "/register/people/searches", {"name": "{name}"}, WORKERS
    ),
)
