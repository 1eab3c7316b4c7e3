"""`python -m benchmarks.service_lists`: lists of 码上办 over 200,000 applications and certificates.

They are planted over a hundredth of a district; one in ten is the asker's own, one in twenty waits
or is due. See `planted_lists`.
"""

from benchmarks.planted_lists import ASKERS, PlantedLists, planted, report
from benchmarks.worklist_questions import Question

PLANT = (
    "DELETE FROM service_applications",
    "DELETE FROM service_certificates",
    """
    INSERT INTO service_applications (id, number, case_id, state, service_id, edition, title,
      place_id, city_id, district_id, subdistrict_id, community_id, applied_at_id, applicant_id,
      owner_id, filed_by_id, channel, exclusive, round, former_answers, told, asked, handler_id,
      submitted_at, accepted_at, due_at, ended_at)
    SELECT uuidv7(), 'B' || n, uuidv7(),
      CASE n % 20 WHEN 0 THEN 'submitted' WHEN 1 THEN 'accepted' ELSE 'granted' END,
      uuidv7(), 1, '高龄津贴', community_id, city_id, district_id, subdistrict_id, community_id,
      community_id, person_id, person_id, CASE WHEN n % $mine = 1 THEN $asker END, 'door', false,
      1, '{}', '{}', '{}', CASE WHEN n % $mine = 1 THEN $asker END, at,
      CASE WHEN n % 20 <> 0 THEN at END,
      CASE WHEN n % 20 = 1 THEN now() + (n % 40 - 20) * interval '1 day' END,
      CASE WHEN n % 20 > 1 THEN at END
    FROM planted""",
    """
    INSERT INTO service_certificates (id, number, code, title, service_title, holder_id,
      holder_name, name_shown, place_id, office_name, city_id, district_id, subdistrict_id,
      community_id, issued_at, issued_by_id)
    SELECT uuidv7(), 'Z' || n, 'c' || n, '证明', '高龄津贴', person_id, '某人', 'masked',
      community_id, '社区', city_id, district_id, subdistrict_id, community_id, at, $asker
    FROM planted""",
)
WORKER = ASKERS[:1]
QUESTIONS = (
    Question("applications", "/service-applications", ASKERS),
    Question("applications, waiting", "/service-applications?state=submitted", ASKERS),
    Question("applications, due", "/due-service-applications", ASKERS),
    Question("applications, overdue", "/due-service-applications?overdue=true", ASKERS),
    Question("applications, handled by me", "/me/handled-service-applications", WORKER),
    Question("applications, filed by me", "/me/filed-service-applications", WORKER),
    Question("applications, mine", "/me/service-applications", WORKER),
    Question("certificates", "/service-certificates", ASKERS),
    Question("certificates, mine", "/me/service-certificates", WORKER),
)


def main() -> None:
    """Plant, ask, print."""
    lists = PlantedLists("service_lists", PLANT, QUESTIONS)
    report("办件清单 / lists of 码上办", planted(lists))


if __name__ == "__main__":
    main()
