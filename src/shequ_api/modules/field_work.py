"""Check-ins, inspections, patrols, hazards, performance, visits."""

from shequ_api.base.registry import Module
from shequ_api.features.check_ins.module import MODULE as CHECK_INS
from shequ_api.features.coverage.module import MODULE as COVERAGE
from shequ_api.features.departments.module import MODULE as DEPARTMENTS
from shequ_api.features.grid_assignments.module import MODULE as GRID_ASSIGNMENTS
from shequ_api.features.grid_tasks.module import MODULE as GRID_TASKS
from shequ_api.features.hazard_desk.module import MODULE as HAZARD_DESK
from shequ_api.features.hazards.module import MODULE as HAZARDS
from shequ_api.features.home_visits.module import MODULE as HOME_VISITS
from shequ_api.features.inspection_batches.module import MODULE as INSPECTION_BATCHES
from shequ_api.features.inspection_forms.module import MODULE as INSPECTION_FORMS
from shequ_api.features.inspection_reviews.module import MODULE as INSPECTION_REVIEWS
from shequ_api.features.joint_visits.module import MODULE as JOINT_VISITS
from shequ_api.features.late_photos.module import MODULE as LATE_PHOTOS
from shequ_api.features.patrol_plans.module import MODULE as PATROL_PLANS
from shequ_api.features.patrol_tasks.module import MODULE as PATROL_TASKS
from shequ_api.features.patrols.module import MODULE as PATROLS
from shequ_api.features.performance_adjustments.module import MODULE as PERFORMANCE_ADJUSTMENTS
from shequ_api.features.performance_closing.module import MODULE as PERFORMANCE_CLOSING
from shequ_api.features.performance_inputs.module import MODULE as PERFORMANCE_INPUTS
from shequ_api.features.performance_reviews.module import MODULE as PERFORMANCE_REVIEWS
from shequ_api.features.performance_schemes.module import MODULE as PERFORMANCE_SCHEMES
from shequ_api.features.rectifications.module import MODULE as RECTIFICATIONS
from shequ_api.features.task_admission.module import MODULE as TASK_ADMISSION
from shequ_api.features.task_caps.module import MODULE as TASK_CAPS
from shequ_api.features.today.module import MODULE as TODAY
from shequ_api.features.unadmitted_requests.module import MODULE as UNADMITTED_REQUESTS
from shequ_api.features.visit_keeping.module import MODULE as VISIT_KEEPING
from shequ_api.features.visit_purposes.module import MODULE as VISIT_PURPOSES
from shequ_api.features.visit_refusals.module import MODULE as VISIT_REFUSALS
from shequ_api.features.visit_rounds.module import MODULE as VISIT_ROUNDS
from shequ_api.features.visits.module import MODULE as VISITS

MODULES: tuple[Module, ...] = (
    CHECK_INS,
    INSPECTION_FORMS,
    HAZARDS,
    HAZARD_DESK,
    RECTIFICATIONS,
    PATROLS,
    INSPECTION_BATCHES,
    LATE_PHOTOS,
    INSPECTION_REVIEWS,
    PATROL_PLANS,
    PATROL_TASKS,
    GRID_TASKS,
    DEPARTMENTS,
    TASK_CAPS,
    TASK_ADMISSION,
    UNADMITTED_REQUESTS,
    GRID_ASSIGNMENTS,
    COVERAGE,
    PERFORMANCE_SCHEMES,
    # Two accounts that merge: disputes go over before the review that they are about goes.
    PERFORMANCE_CLOSING,
    PERFORMANCE_ADJUSTMENTS,
    PERFORMANCE_REVIEWS,
    PERFORMANCE_INPUTS,
    VISIT_PURPOSES,
    VISITS,
    VISIT_KEEPING,
    VISIT_REFUSALS,
    VISIT_ROUNDS,
    JOINT_VISITS,
    HOME_VISITS,
    TODAY,
)
